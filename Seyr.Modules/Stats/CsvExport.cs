using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>
/// A breakdown as a CSV file, for whoever is signed in and may see the site: <c>/sites/{domain}/export/source.csv?period=7d</c>, with period, date,
/// metrics and filters as version 1 of the Stats API has them.
/// </summary>
internal sealed class CsvExport(SiteList sites, ApiAccess access, ApiAnswers answers)
{
    public const string Route = "/sites/{domain}/export/{set}.csv";

    /// <summary>A file's most rows.</summary>
    public const int MaxRows = 100_000;

    private static readonly string[] Usual = ["visitors", "visits", "pageviews", "events", "bounce_rate", "visit_duration"];
    private static readonly string[] OfPages = [.. Usual, "time_on_page", "scroll_depth", "exit_rate"];

    public async Task HandleAsync(HttpContext context)
    {
        var site = await sites.FindAsync(Sessions.UserId(context), context.Request.RouteValues["domain"] as string ?? "", context.RequestAborted);
        if (site is null || DimensionOf(context.Request.RouteValues["set"] as string ?? "") is not { } dimension)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        if (site.IsLocked)
        {
            await LockedPage.RenderAsync(context, site);
            return;
        }

        var reader = new ApiV1Reader(await access.SiteAsync(site, context.RequestAborted), context.Request.Query);
        if (reader.Read(dimension, dimension.IsPage ? OfPages : Usual) is not { } question)
        {
            await RefuseAsync(context, reader.Problem);
            return;
        }

        question = question with { WithTimeLabels = false, Limit = Query.MaxRows };
        var answer = await answers.AskAsync(question, context.RequestAborted);
        if (answer.Problem.Length > 0 || answer.Total > MaxRows)
        {
            await RefuseAsync(context, answer.Problem.Length > 0 ? answer.Problem : $"More than {MaxRows} rows: choose a shorter period, or filter.");
            return;
        }

        await SendAsync(context, site, question, answer);
    }

    private async Task SendAsync(HttpContext context, Site site, ApiQuestion question, ApiAnswer first)
    {
        var name = $"{site.Domain}-{question.Dimensions[0].ShortName}-{question.Period.First:yyyy-MM-dd}-{question.Period.Last:yyyy-MM-dd}.csv";
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = FileName(name);
        await context.Response.Body.WriteAsync(CsvWriter.Start.ToArray(), context.RequestAborted);
        var text = new StringBuilder();
        CsvWriter.AddLine(text, question.Dimensions.Select(static dimension => dimension.ShortName).Concat(question.Metrics.Select(static metric => metric.Name)), []);
        var answer = first;
        for (var offset = 0; ; offset += Query.MaxRows)
        {
            foreach (var row in answer.Rows)
            {
                CsvWriter.AddLine(text, row.Labels, row.Values.Select(static value => value.Number?.ToString(CultureInfo.InvariantCulture) ?? ""));
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), context.RequestAborted);
            text.Clear();
            if (offset + Query.MaxRows >= first.Total)
            {
                return;
            }

            answer = await answers.AskAsync(question with { Offset = offset + Query.MaxRows }, context.RequestAborted);
        }
    }

    /// <summary>A file's name as a header takes it: letters, digits, dots and dashes.</summary>
    internal static string FileName(string name) =>
        $"attachment; filename=\"{string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'))}\"";

    private static ApiDimension? DimensionOf(string set) =>
        ApiDimension.Find("event:" + set) ?? ApiDimension.Find("visit:" + set) ?? ApiDimension.Find(set == "time" ? set : "time:" + set);

    private static Task RefuseAsync(HttpContext context, string problem)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem, context.RequestAborted);
    }
}
