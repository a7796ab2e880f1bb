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
    private static readonly (Dimension Dimension, string Title)[] CardTitles =
    [
        (Dimension.Source, "Sources"), (Dimension.Page, "Pages"), (Dimension.Country, "Countries"),
        (Dimension.Browser, "Browsers"), (Dimension.System, "Systems"), (Dimension.Device, "Devices"),
    ];

    internal static DashboardPage Make(Frame frame, Site site, Period period, SiteReport report, string? quotaNotice) => new(
        frame,
        site.Domain,
        site.TimeZone,
        report.CurrentVisitors == 1 ? "1 current visitor" : $"{Display.Short(report.CurrentVisitors)} current visitors",
        report.HasEvents,
        quotaNotice,
        [.. Period.All.Select(each => new PeriodLink($"?period={each.Key}", each.Label, each == period))],
        TilesOf(report.Totals, report.Before),
        new GraphView(
            Display.GraphData(report.Graph, period.Interval),
            [.. report.Graph.Select(point => new GraphRow(Display.Label(point.Bucket, period.Interval), Display.Exact(point.Visitors), Display.Exact(point.PageViews)))]),
        [.. CardsOf(report.Breakdowns)],
        site.Role >= Role.Editor);

    /// <summary>The cards; the one of custom events only where there are some.</summary>
    private static IEnumerable<Card> CardsOf(IReadOnlyDictionary<Dimension, List<BreakdownRow>> breakdowns)
    {
        foreach (var (dimension, title) in CardTitles)
        {
            yield return new Card(title, "Visitors", RowsOf(dimension, breakdowns[dimension], static row => row.Visitors));
        }

        if (breakdowns[Dimension.Event] is { Count: > 0 } events)
        {
            yield return new Card("Custom events", "Events", RowsOf(Dimension.Event, events, static row => row.Events));
        }
    }

    private static Tile[] TilesOf(Totals now, Totals before) =>
    [
        Tile.Of("Visitors", Display.Short(now.Visitors), now.Visitors, before.Visitors),
        Tile.Of("Visits", Display.Short(now.Visits), now.Visits, before.Visits),
        Tile.Of("Page views", Display.Short(now.PageViews), now.PageViews, before.PageViews),
        Tile.Of("Views per visit", Display.Decimal(now.ViewsPerVisit), now.ViewsPerVisit, before.ViewsPerVisit),
        Tile.Of("Bounce rate", Display.Percent(now.BounceRate), now.BounceRate, before.BounceRate, lessIsBetter: true),
        Tile.Of("Visit duration", Display.Duration(now.VisitDuration), now.VisitDuration, before.VisitDuration),
    ];

    private static CardRow[] RowsOf(Dimension dimension, List<BreakdownRow> rows, Func<BreakdownRow, long> count)
    {
        var most = Math.Max(1, rows.Select(count).DefaultIfEmpty().Max());
        return [.. rows.Select(row => new CardRow(Display.Value(dimension, row.Value), Display.Short(count(row)), (int)Math.Max(1, 100 * count(row) / most)))];
    }
}

/// <summary>A period to choose.</summary>
public sealed record PeriodLink(string Address, string Label, bool IsChosen);

/// <summary>A total, with its change against the period before.</summary>
public sealed record Tile(string Title, string Value, string? Change, string Mood)
{
    internal static Tile Of(string title, string value, double now, double before, bool lessIsBetter = false)
    {
        if (before == 0)
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
