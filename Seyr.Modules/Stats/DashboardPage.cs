using System.Globalization;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What a site's page shows, in the words and figures that are shown.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="TimeZone">The zone in which its days begin.</param>
/// <param name="CurrentVisitors">Who is here now, in words.</param>
/// <param name="HasEvents">Whether anything has ever arrived.</param>
/// <param name="QuotaNotice">That the organisation has used up its month; null: it has not.</param>
/// <param name="Periods">The periods to choose from.</param>
/// <param name="Tiles">The totals.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Cards">The breakdowns.</param>
/// <param name="MaySet">Whether the one who looks may change the site's settings.</param>
public sealed record DashboardPage(
    Frame Frame, string Domain, string TimeZone, string CurrentVisitors, bool HasEvents, string? QuotaNotice,
    IReadOnlyList<PeriodLink> Periods, IReadOnlyList<Tile> Tiles, GraphView Graph, IReadOnlyList<Card> Cards, bool MaySet)
{
    private static readonly (string Set, DimensionKind Dimension, string Title)[] CardTitles =
    [
        ("source", DimensionKind.Source, "Sources"), ("page", DimensionKind.Page, "Pages"), ("country", DimensionKind.Country, "Countries"),
        ("browser", DimensionKind.Browser, "Browsers"), ("system", DimensionKind.System, "Systems"), ("device", DimensionKind.Device, "Devices"),
    ];

    private static readonly (string Key, string Label)[] PeriodLabels =
        [("day", "Today"), ("24h", "24 hours"), ("7d", "7 days"), ("28d", "28 days"), ("month", "Month"), ("12mo", "12 months"), ("all", "All")];

    private const string PageView = "pageview";

    /// <summary>The sets of dimensions that it shows.</summary>
    internal static readonly IReadOnlyList<DimensionSet> Sets = [.. Rollups.Sets.Where(static set => set.Name == "event" || CardTitles.Any(card => card.Set == set.Name))];

    internal static DashboardPage Make(Frame frame, Site site, Period period, Interval interval, Screen report, string? quotaNotice) => new(
        frame,
        site.Domain,
        site.TimeZone,
        report.CurrentVisitors == 1 ? "1 current visitor" : $"{Display.Short(report.CurrentVisitors)} current visitors",
        report.HasEvents,
        quotaNotice,
        [.. PeriodLabels.Select(each => new PeriodLink($"?period={each.Key}", each.Label, each.Key == period.Key))],
        TilesOf(report.Totals, report.Before ?? default),
        new GraphView(
            Display.GraphData(report.Graph, interval),
            [
                .. report.Graph.Select(point => new GraphRow(
                    Display.Label(point.Bucket, interval), Display.Exact(point.Measures.Visitors), Display.Exact(point.Measures.PageViews))),
            ]),
        [.. CardsOf(report.Cards)],
        site.Role >= Role.Editor);

    /// <summary>The cards; the one of custom events only where there are some.</summary>
    private static IEnumerable<Card> CardsOf(IReadOnlyDictionary<string, Answer> cards)
    {
        foreach (var (set, dimension, title) in CardTitles)
        {
            yield return new Card(title, "Visitors", RowsOf(dimension, cards[set].Rows, static row => row.Measures.Visitors));
        }

        if (cards["event"].Rows.Where(static row => row.Keys[0] != PageView).ToList() is { Count: > 0 } events)
        {
            yield return new Card("Custom events", "Events", RowsOf(DimensionKind.Event, events, static row => row.Measures.Events));
        }
    }

    private static Tile[] TilesOf(Measures now, Measures before) =>
    [
        Tile.Of("Visitors", Display.Short(now.Visitors), now, before, Metric.Visitors),
        Tile.Of("Visits", Display.Short(now.Visits), now, before, Metric.Visits),
        Tile.Of("Page views", Display.Short(now.PageViews), now, before, Metric.PageViews),
        Tile.Of("Views per visit", Display.Decimal(now.Of(Metric.ViewsPerVisit) ?? 0), now, before, Metric.ViewsPerVisit),
        Tile.Of("Bounce rate", Display.Percent(now.Of(Metric.BounceRate) ?? 0), now, before, Metric.BounceRate),
        Tile.Of("Visit duration", Display.Duration(now.Of(Metric.VisitDuration) ?? 0), now, before, Metric.VisitDuration),
    ];

    private static CardRow[] RowsOf(DimensionKind dimension, IReadOnlyList<Row> rows, Func<Row, long> count)
    {
        var most = Math.Max(1, rows.Select(count).DefaultIfEmpty().Max());
        return [.. rows.Select(row => new CardRow(Display.Value(dimension, row.Keys[^1]), Display.Short(count(row)), (int)Math.Max(1, 100 * count(row) / most)))];
    }
}

/// <summary>A period to choose.</summary>
public sealed record PeriodLink(string Address, string Label, bool IsChosen);

/// <summary>A total, with its change against the period before.</summary>
public sealed record Tile(string Title, string Value, string? Change, string Mood)
{
    internal static Tile Of(string title, string value, in Measures ofNow, in Measures ofBefore, Metric metric)
    {
        var lessIsBetter = metric == Metric.BounceRate;
        var now = ofNow.Of(metric) ?? 0;
        if (ofBefore.Of(metric) is not { } before || before == 0)
        {
            return new Tile(title, value, null, "");
        }

        var change = Math.Round(100 * (now - before) / before);
        var text = change switch
        {
            > 0 => string.Create(CultureInfo.InvariantCulture, $"↑ {change:N0}%"),
            < 0 => string.Create(CultureInfo.InvariantCulture, $"↓ {-change:N0}%"),
            _ => "0%",
        };
        return new Tile(title, value, text, change == 0 ? "" : change > 0 != lessIsBetter ? "good" : "bad");
    }
}

/// <summary>The graph: its numbers for the script, and as a table.</summary>
public sealed record GraphView(string Data, IReadOnlyList<GraphRow> Rows);

/// <summary>A row of the graph's table.</summary>
public sealed record GraphRow(string Label, string Visitors, string PageViews);

/// <summary>A breakdown, and what its rows count.</summary>
public sealed record Card(string Title, string Counted, IReadOnlyList<CardRow> Rows);

/// <summary>A row of a breakdown, and how long its bar is, in percent.</summary>
public sealed record CardRow(string Value, string Count, int Percent);
