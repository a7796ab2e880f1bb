using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>
/// The events of a range as they are, for whoever is signed in and may see the site: as JSON lines, or as a zip of Parquet files, one a UTC
/// day, of large days several. Ids of visitors and visits are told under a random key of each export, which is then forgotten: none of
/// the store's leaves it, so that nobody who should find today's salt can try addresses against an export.
/// </summary>
internal sealed class RawExport(SiteList sites, ApiAccess access, EventStore store)
{
    public const string LinesRoute = "/sites/{domain}/export/events.jsonl";
    public const string ParquetRoute = "/sites/{domain}/export/events.zip";

    /// <summary>About so many events are in memory at a time; a day that has more is told in slices.</summary>
    public const int SliceEvents = 25_000;

    /// <summary>Exports at a time.</summary>
    public const int MostAtOnce = 2;

    private static readonly string Days = Sql.Read("RawDays");
    private static readonly string Events = Sql.Read("RawEvents");
    private static readonly string Lines = Statement("formatDateTime(events.time, '%Y-%m-%dT%H:%i:%SZ')", "JSONEachRow");
    private static readonly string Parquet = Statement("toDateTime64(events.time, 3, 'UTC')", "Parquet");

    private readonly SemaphoreSlim turns = new(MostAtOnce);

    public Task LinesAsync(HttpContext context) => ExportAsync(context, "application/x-ndjson", "jsonl", async (slices, cancel) =>
    {
        foreach (var slice in slices)
        {
            await store.CopyAsync(Lines, slice.Parameters, context.Response.Body, cancel);
        }
    });

    public Task ParquetAsync(HttpContext context) => ExportAsync(context, "application/zip", "zip", async (slices, cancel) =>
    {
        // An archive ends each of its entries with a few bytes that .NET writes synchronously.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        await using var zip = await ZipArchive.CreateAsync(context.Response.Body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        foreach (var slice in slices)
        {
            // Parquet is compressed by itself.
            var entry = zip.CreateEntry(slice.Name + ".parquet", CompressionLevel.NoCompression);
            entry.LastWriteTime = RolledDays.DateOf(slice.Day).AtMidnight().InUtc().ToDateTimeOffset();
            await using var file = await entry.OpenAsync(cancel);
            await store.CopyAsync(Parquet, slice.Parameters, file, cancel);
        }
    });

    private async Task ExportAsync(HttpContext context, string type, string ending, Func<IEnumerable<Slice>, CancellationToken, Task> send)
    {
        var cancel = context.RequestAborted;
        if (await sites.FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", cancel) is not { } site)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var reader = new ApiV1Reader(await access.SiteAsync(site, cancel), context.Request.Query);
        if (reader.ReadPeriod() is not { } period)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, reader.Problem);
            return;
        }

        if (!await turns.WaitAsync(TimeSpan.Zero, cancel))
        {
            context.Response.Headers.RetryAfter = "60";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"{MostAtOnce} exports are under way. Try again in a minute.");
            return;
        }

        try
        {
            var slices = await SlicesAsync(site.Id, period.Range, cancel);
            context.Response.ContentType = type;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ContentDisposition = CsvExport.FileName($"{site.Domain}-events-{period.First:yyyy-MM-dd}-{period.Last:yyyy-MM-dd}.{ending}");
            await send(slices, cancel);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<IReadOnlyList<Slice>> SlicesAsync(long siteId, Range range, CancellationToken cancel)
    {
        var days = await store.QueryAsync(
            Days, [Sql.Site(siteId), Sql.Time("from", range.From), Sql.Time("to", range.To)], static row => (Day: row.GetInt64(0), Events: row.GetInt64(1)), cancel);
        var key = (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        return
        [
            .. days.SelectMany(day =>
            {
                var count = (int)(1 + ((day.Events - 1) / SliceEvents));
                return Enumerable.Range(0, count).Select(i => new Slice(day.Day, count == 1 ? DateOf(day.Day) : $"{DateOf(day.Day)}-{i + 1:00000}",
                [
                    Sql.Site(siteId), Sql.Time("from", range.From), Sql.Time("to", range.To), new("day", day.Day), new("slices", (uint)count), new("slice", (uint)i),
                    new("key1", key.Item1), new("key2", key.Item2),
                ]));
            }),
        ];
    }

    private static string DateOf(long day) => RolledDays.DateOf(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Statement(string time, string format) =>
        Events.Replace("/*time*/", time, StringComparison.Ordinal).Replace("/*format*/", format, StringComparison.Ordinal);

    private static Task RefuseAsync(HttpContext context, int status, string problem)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem, context.RequestAborted);
    }

    /// <summary>A day's events, or some of them.</summary>
    private sealed record Slice(long Day, string Name, IReadOnlyList<KeyValuePair<string, object>> Parameters);
}
