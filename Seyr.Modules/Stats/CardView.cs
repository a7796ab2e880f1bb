namespace Seyr.Stats;

/// <summary>A card: numbers told apart, under tabs.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Tabs">Its tabs.</param>
/// <param name="Menu">Tabs that stand under one, and that one's title; empty: there are none.</param>
/// <param name="MenuTitle">What that one is called.</param>
/// <param name="Properties">The properties to choose from, where it shows their values.</param>
/// <param name="Heading">What its rows are.</param>
/// <param name="Counted">What they count.</param>
/// <param name="CountsEvents">Whether they count events, and a rate, besides.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Empty">What stands there when there is none.</param>
/// <param name="EmptyLink">Where the reader can do something about that; null: nowhere.</param>
/// <param name="Map">Its map; null: it has none, or it comes later.</param>
/// <param name="MapAddress">Where its map is; null: it has none.</param>
/// <param name="ListAddress">The same as the map in rows.</param>
/// <param name="DetailsAddress">All rows, with more of each.</param>
public sealed record CardView(
    string Key, string Title, IReadOnlyList<Tab> Tabs, IReadOnlyList<Tab> Menu, string MenuTitle, IReadOnlyList<Choice> Properties, string Heading, string Counted,
    bool CountsEvents, IReadOnlyList<CardRow> Rows, string Empty, Choice? EmptyLink, MapView? Map, string? MapAddress, string? ListAddress, string DetailsAddress)
{
    /// <summary>The funnel that it shows in place of rows; null: none.</summary>
    public FunnelView? Funnel { get; init; }

    private const string PageView = "pageview";

    /// <summary>The map leaves room for these.</summary>
    private const int RowsBelowMap = 3;

    internal static CardView Make(Viewing viewing, string card, Screen screen, MapView? map)
    {
        var tab = viewing.TabOf(card);
        var (answer, funnel) = (screen.Cards[tab.Key], screen.Funnel);
        var all = Breakdown.All.Where(each => each.Card == card).ToList();
        var chosen = tab.Key == Breakdown.Properties ? PropertyOf(viewing, answer) : new Dimension(tab.Dimension);
        var countsEvents = card == Breakdown.Behaviour;
        var title = Breakdown.Cards.First(each => each.Key == card).Title;
        return new CardView(
            card,
            title,
            [.. all.Where(each => each.Group.Length == 0 && (!each.IsHidden || each == tab)).Select(each => Tab.Of(viewing, each, tab))],
            [.. all.Where(static each => each.Group.Length > 0).Select(each => Tab.Of(viewing, each, tab))],
            all.Find(static each => each.Group.Length > 0)?.Group ?? "",
            tab.Key == Breakdown.Properties ? [.. PropertiesOf(viewing, answer, chosen)] : [],
            DimensionNames.Title(chosen),
            "Visitors",
            countsEvents,
            RowsOf(viewing, tab, chosen, answer, countsEvents ? screen.Now.Whole : screen.Now.Totals),
            EmptyWords(viewing, tab),
            LinkWhenEmpty(viewing, tab),
            tab.Key == Breakdown.Map ? map : null,
            tab.Key == Breakdown.Map ? viewing.State.Address(viewing.Path + "/map") : null,
            tab.Key == Breakdown.Map ? viewing.Address(viewing.State.With(Breakdown.Find(card, "countries")!)) : null,
            viewing.State.Address($"{viewing.Path}/details/{tab.Card}/{tab.Key}"))
        {
            Funnel = tab.Key == Breakdown.Funnels && funnel is not null ? FunnelView.Of(viewing, funnel) : null,
        };
    }

    private static Choice? LinkWhenEmpty(Viewing viewing, Breakdown tab) => !viewing.MaySet ? null : tab.Key switch
    {
        Breakdown.Goals when viewing.Goals.Count == 0 => new Choice($"{viewing.Path}/goals", "Add a goal", false, null),
        Breakdown.Funnels => new Choice($"{viewing.Path}/funnels", "Make a funnel", false, null),
        _ => null,
    };

    /// <summary>The property whose values are shown: the one that was chosen, else the most frequent.</summary>
    internal static Dimension PropertyOf(Viewing viewing, Answer answer) => new(
        DimensionKind.Property, viewing.State.Property.Length > 0 ? viewing.State.Property : answer.Rows is [var first, ..] ? first.Keys[0] : "");

    private static IEnumerable<Choice> PropertiesOf(Viewing viewing, Answer answer, Dimension chosen)
    {
        var names = answer.Rows.Select(static row => row.Keys[0]).Append(chosen.Property).Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal);
        return names.Take(Screens.CardRows * 2).Select(name => new Choice(viewing.Address(viewing.State with { Property = name }), name, name == chosen.Property, null));
    }

    private static CardRow[] RowsOf(Viewing viewing, Breakdown tab, Dimension dimension, Answer answer, Measures of)
    {
        var rows = answer.Rows
            .Where(row => tab.Key switch
            {
                Breakdown.Properties => row.Keys[0] == dimension.Property,
                Breakdown.Events => row.Keys[0] != PageView,
                _ => true,
            })
            .Take(tab.Key == Breakdown.Goals ? viewing.Goals.Count : tab.Key == Breakdown.Map ? RowsBelowMap : Screens.CardRows).ToList();
        var most = Math.Max(1, rows.Select(static row => row.Measures.Visitors).DefaultIfEmpty().Max());
        return [.. rows.Select(row => CardRow.Of(viewing, tab, dimension, row, most, of.Visitors))];
    }

    private static string EmptyWords(Viewing viewing, Breakdown tab) => tab.Key switch
    {
        Breakdown.Goals or Breakdown.Funnels when viewing.IsTogether => "Goals and funnels are each site's own.",
        Breakdown.Goals when viewing.Goals.Count == 0 => "What should visitors do here? Name it as a goal, and see how many do.",
        Breakdown.Funnels when !viewing.MaySeeFunnels => "A link that shows only some events tells no funnels.",
        Breakdown.Funnels => "On which way do visitors come to what you want? Make a funnel of your goals.",
        _ when viewing.Terms.Count > 0 => viewing.NothingFound,
        Breakdown.Goals => "No goal was reached in this period.",
        Breakdown.Events => "No custom event in this period.",
        Breakdown.Properties => "No event had a property in this period.",
        _ => viewing.NothingFound,
    };
}

/// <summary>A tab of a card.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Address">The page with it.</param>
/// <param name="IsChosen">Whether it is shown.</param>
public sealed record Tab(string Title, string Address, bool IsChosen)
{
    internal static Tab Of(Viewing viewing, Breakdown tab, Breakdown chosen) => new(tab.Title, viewing.Address(viewing.State.With(tab)), tab == chosen);
}

/// <summary>A row of a card.</summary>
/// <param name="Value">What it is of.</param>
/// <param name="Note">What tells it from another of the same name; empty: nothing.</param>
/// <param name="Address">The page with only this.</param>
/// <param name="IsFilter">Whether the page has already only this.</param>
/// <param name="Count">Its visitors.</param>
/// <param name="Exact">The same in full.</param>
/// <param name="Share">How many percent of all those are.</param>
/// <param name="Events">How often it happened.</param>
/// <param name="Percent">How long its bar is.</param>
public sealed record CardRow(string Value, string Note, string Address, bool IsFilter, string Count, string Exact, string Share, string Events, int Percent)
{
    internal static CardRow Of(Viewing viewing, Breakdown tab, Dimension dimension, Row row, long most, long all)
    {
        var value = ValueOf(viewing, dimension, row);
        FilterTerm[] terms = [.. WithinOf(dimension.Kind, row), new FilterTerm(FilterOperator.Is, dimension, [value])];
        var state = terms.Aggregate(viewing.State, static (state, term) => state.With(term));
        // Whoever asks about one country wants to see its regions next.
        if (tab.Next.Length > 0 && value.Length > 0 && Breakdown.Find(tab.Card, tab.Next) is { } next)
        {
            state = state.With(next);
        }

        return new CardRow(
            Display.Value(dimension.Kind, value),
            NoteOf(dimension.Kind, row),
            viewing.Address(state),
            terms.All(term => viewing.State.Filters.Any(each => each.Text == term.Text)),
            Display.Short(row.Measures.Visitors),
            Display.Exact(row.Measures.Visitors),
            all == 0 ? "" : Display.Rate(100.0 * row.Measures.Visitors / all),
            Display.Short(row.Measures.Events),
            (int)Math.Max(1, 100 * row.Measures.Visitors / most));
    }

    /// <summary>The value by which a row is asked for.</summary>
    internal static string ValueOf(Viewing viewing, Dimension dimension, Row row) => dimension.Kind == DimensionKind.Goal
        ? viewing.Goals[int.Parse(row.Keys[0], System.Globalization.CultureInfo.InvariantCulture)].Name
        : row.Keys[^1];

    /// <summary>Within what a row's value is one: there is a 131 of several browsers, and a London in several countries.</summary>
    private static IEnumerable<FilterTerm> WithinOf(DimensionKind kind, Row row)
    {
        static FilterTerm[] Is(DimensionKind kind, string value) => [new FilterTerm(FilterOperator.Is, new Dimension(kind), [value])];
        return kind switch
        {
            DimensionKind.BrowserVersion => Is(DimensionKind.Browser, row.Keys[0]),
            DimensionKind.SystemVersion => Is(DimensionKind.System, row.Keys[0]),
            DimensionKind.City when row.Keys[1].Length > 0 => Is(DimensionKind.Region, row.Keys[1]),
            DimensionKind.City => Is(DimensionKind.Country, row.Keys[0]),
            _ => [],
        };
    }

    /// <summary>Regions and cities say where they are, versions of what they are.</summary>
    private static string NoteOf(DimensionKind kind, Row row) => kind switch
    {
        DimensionKind.Region or DimensionKind.City when row.Keys[0].Length > 0 => Countries.Name(row.Keys[0]),
        DimensionKind.BrowserVersion or DimensionKind.SystemVersion => row.Keys[0],
        _ => "",
    };
}
