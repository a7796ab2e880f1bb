using System.Diagnostics;
using System.Globalization;
using ClickHouse.Driver;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Seyr.Sites;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Support;
using Interval = Seyr.Stats.Interval;
using Period = Seyr.Stats.Period;

namespace Seyr.Tests.Stats;

/// <summary>
/// How fast questions are answered, beside one hand-written statement over the raw events for each. A program, not a test: <c>Load/answers</c>
/// runs it. The engine has the bounds that it has on a server with 1 GB.
/// </summary>
internal sealed class AnswersBenchmark(EventStore store, RelationalStore relational, TextWriter output)
{
    private const int Days = 365;
    private const int DaysAtOnce = 5;
    private const int SmallSites = 1_000;
    private const double EventsAVisit = 2.4;
    private const int Rounds = 7;
    private const int InsertedAtOnce = 50_000;
    private const int FirstInserted = 1_000_000;
    private const int MemoryLimitExceeded = 241;

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 25, 12, 0);
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Etc/UTC"];

    private readonly Answers answers = new(store, new RolledDays(store, TimeProvider.System, Duration.Zero, TimeSpan.FromSeconds(2)));

    public async Task RunAsync()
    {
        var keeper = new RollupKeeper(store, new SiteClocks(relational), new FakeTimeProvider(Now.ToDateTimeOffset()), NullLogger<RollupKeeper>.Instance);
        var begun = Stopwatch.GetTimestamp();
        var days = await keeper.RollAsync(Duration.Zero, RollupKeeper.LeastEvents, CancellationToken.None);
        var rolling = Stopwatch.GetElapsedTime(begun);
        await store.ChangeAsync("optimize table rollups final", [], CancellationToken.None);
        var events = (await NumbersAsync("select toInt64(count()) from events where site_id = 1"))[0];
        var bytes = await NumbersAsync(
            """
            select toInt64(sumIf(bytes_on_disk, table = 'events')), toInt64(sumIf(bytes_on_disk, table in ('rollups', 'rolled_days', 'rolled_months', 'event_touches', 'events_daily')))
            from system.parts where active and database = currentDatabase()
            """);
        await output.WriteLineAsync(FormattableString.Invariant($"\n| {events / 1e6:F1} million events | answered, ms | by hand over raw events, ms | ratio |\n| --- | --- | --- | --- |"));
        await AskAsync();
        await output.WriteLineAsync(FormattableString.Invariant($"| rollups, of the raw events' disk, % | {100.0 * bytes[1] / bytes[0]:F1} | | |"));
        var (bare, viewed) = await InsertsAsync();
        await output.WriteLineAsync(FormattableString.Invariant($"| inserting with the views that note arrivals and days, µs an event | {viewed:F2} | {bare:F2} without | {viewed / bare:F2} |"));
        await output.WriteLineAsync(days == 0 ? "" : FormattableString.Invariant($"| rolling up, µs an event, one thread | {rolling.TotalMicroseconds / events:F2} | | |"));
    }

    private async Task AskAsync()
    {
        var screens = new Screens(answers, new Funnels(store), new Presence(store), new Beginnings(answers, new Presence(store)));
        var query = new Query(1, Zone, Named("28d").Range, [Metric.Visitors, Metric.Visits, Metric.PageViews, Metric.ViewsPerVisit, Metric.BounceRate, Metric.VisitDuration]);
        await CompareAsync("first screen, 28 days, with comparison", () => screens.AskAsync(Look("?period=28d"), default), TotalsByHand("28d", "1"));
        await CompareAsync("12 months, first screen", () => screens.AskAsync(Look("?period=12mo"), default), TotalsByHand("12mo", "1"));
        foreach (var (name, filter, byHand) in new (string, string, string)[]
        {
            ("country", "f=is,country,DE", "country = 'DE'"), ("device", "f=is,device,Desktop", "device = 'Desktop'"), ("page", "f=is,page,/p/7", "path = '/p/7'"),
        })
        {
            var look = Look("?period=28d&" + filter);
            await CompareAsync($"tiles and graph, 28 days, one {name}", () => TilesAsync(query, look), TotalsByHand("28d", byHand));
            await CompareAsync($"the whole screen, 28 days, one {name}", () => screens.AskAsync(look, default), TotalsByHand("28d", byHand));
        }
    }

    private Task TilesAsync(Query query, Viewing look)
    {
        var asked = query with { Filter = look.Filter };
        return Task.WhenAll(answers.AskSeriesAsync(asked with { Interval = Interval.Day }, default), answers.AskAsync(asked with { Range = look.Before! }, default));
    }

    private static Viewing Look(string state) => Viewings.Of(
        new Site { Id = 1, Domain = "shop.example", TimeZone = Zone.Id }, "/sites/shop.example",
        DashboardState.Read(new Microsoft.AspNetCore.Http.QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(state))), [], Now, Zone, new LocalDate(2025, 11, 25));

    private static Period Named(string key) => Period.Named(key, null, Now, Zone, new LocalDate(2025, 11, 25))!;

    /// <summary>The six totals of a period, as somebody would ask the engine for them.</summary>
    private static string TotalsByHand(string key, string filter) => FormattableString.Invariant(
        $"""
        select toInt64(uniqExact(visitor_id) + countIf(name = 'pageview') + sum(visits) + sum(bounces) + sum(duration)) from events
        where site_id = 1 and toDate(time) >= toDate('{Named(key).First:uuuu-MM-dd}') and toDate(time) <= toDate('{Named(key).Last:uuuu-MM-dd}') and {filter}
        """);

    private async Task CompareAsync(string what, Func<Task> ask, string byHand)
    {
        var (asked, hand) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            await TimeAsync(asked, ask);
            await TimeAsync(hand, () => NumbersAsync(byHand));
        }

        // The first round warms up.
        var (a, h) = (asked.Skip(1).Order().ToList(), hand.Skip(1).Order().ToList());
        await output.WriteLineAsync($"| {what} | {Spread(a)} | {Spread(h)} | {(double.IsFinite(a[^1] / h[^1]) ? FormattableString.Invariant($"{a[Rounds / 2] / h[Rounds / 2]:F2}") : "")} |");

        static string Spread(List<double> times) =>
            double.IsInfinity(times[^1]) ? "more memory than a question may take" : FormattableString.Invariant($"{times[Rounds / 2]:F0} ({times[0]:F0} – {times[^1]:F0})");
    }

    /// <summary>Notes the milliseconds; infinite where the store refuses.</summary>
    private static async Task TimeAsync(List<double> times, Func<Task> ask)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            await ask();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == MemoryLimitExceeded)
        {
            times.Add(double.PositiveInfinity);
        }
    }

    /// <summary>Makes the traffic, unless there is some.</summary>
    public async Task FillAsync(int millions)
    {
        if ((await NumbersAsync("select toInt64(count()) from events"))[0] > 0)
        {
            return;
        }

        await using (var connection = await relational.OpenAsync(default))
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "insert into organisations (name, created_at) values ('Benchmark', 0)";
            await command.ExecuteNonQueryAsync();
            for (var site = 1; site <= SmallSites + 1; site++)
            {
                command.CommandText = string.Create(CultureInfo.InvariantCulture, $"insert into sites (organisation_id, domain, time_zone, created_at) values (1, 'site{site}.example', 'Etc/UTC', 0)");
                await command.ExecuteNonQueryAsync();
            }
        }

        var sql = Repository.Text("Seyr.Tests/Load/traffic.sql");
        var first = RolledDays.NumberOf(new LocalDate(2025, 11, 25));
        var visitsADay = (int)(millions * 1e6 / Days / EventsAVisit);
        for (var day = 0; day < Days; day += DaysAtOnce)
        {
            await store.ChangeAsync(sql, [Of("site", 1u), Of("day", first + day), Of("visitsADay", (uint)visitsADay), Of("visits", (ulong)(visitsADay * DaysAtOnce))], default);
        }

        // The small sites' is a part of the same, dealt out among them.
        await store.ChangeAsync(
            FormattableString.Invariant(
                $"""
                insert into events select * replace (toUInt32(2 + visit_id % {SmallSites}) as site_id)
                from events where site_id = 1 and cityHash64(visit_id) % {millions} = 0
                """),
            [], default);
    }

    /// <summary>What an event takes to be inserted, without the views that follow it and with them.</summary>
    private async Task<(double Bare, double Viewed)> InsertsAsync()
    {
        await ChangeAsync("create table bench_bare as events");
        await ChangeAsync("create table bench_rows engine = Memory as select * from events where site_id = 1 limit " + InsertedAtOnce);
        var times = new Dictionary<string, List<double>> { ["bench_bare"] = [], ["events"] = [] };
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (table, taken) in times)
            {
                var begun = Stopwatch.GetTimestamp();
                // Each time of another site, or the engine would know that it has these rows, and leave them out.
                await ChangeAsync(FormattableString.Invariant($"insert into {table} select * replace (toUInt32({FirstInserted + round}) as site_id) from bench_rows"));
                taken.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds / InsertedAtOnce);
            }
        }

        await ChangeAsync("drop table bench_bare");
        await ChangeAsync("drop table bench_rows");
        await ChangeAsync("delete from events where site_id >= " + FirstInserted);
        return (Middle(times["bench_bare"]), Middle(times["events"]));

        static double Middle(List<double> values) => values.Skip(1).Order().ElementAt(Rounds / 2);
        Task ChangeAsync(string sql) => store.ChangeAsync(sql, [], default);
    }

    private static KeyValuePair<string, object> Of(string name, object value) => new(name, value);

    private async Task<List<long>> NumbersAsync(string sql) =>
        (await store.QueryAsync(sql, [], static row => Enumerable.Range(0, row.FieldCount).Select(row.GetInt64).ToList(), default))[0];
}
