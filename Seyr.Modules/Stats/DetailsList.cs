using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>The rows behind a card's tab, as they were searched and put in order, for the page and for the file.</summary>
/// <param name="Viewing">What is looked at.</param>
/// <param name="Tab">The tab.</param>
/// <param name="Of">What its rows are.</param>
/// <param name="Columns">Their numbers.</param>
/// <param name="Sorted">The number by which they stand in order.</param>
/// <param name="Search">What is searched for.</param>
internal sealed record DetailsList(Viewing Viewing, Breakdown Tab, Dimension Of, IReadOnlyList<DetailColumn> Columns, DetailColumn Sorted, string Search)
{
    private const int MaxSearch = 200;
    private const string PageView = "pageview";

    private bool IsOfGoals => Tab.Key == Breakdown.Goals;

    /// <returns>Null: there is no such list for who asks, and that is answered.</returns>
    public static async Task<DetailsList?> ReadAsync(HttpContext context, Viewings viewings, Answers answers)
    {
        if (await viewings.FindAsync(context) is not { } viewing)
        {
            return null;
        }

        var (routed, query) = (context.Request.RouteValues, context.Request.Query);
        if (Breakdown.Find(routed["card"] as string ?? "", routed["tab"] as string) is not { Key: not Breakdown.Funnels } tab)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return null;
        }

        var search = query[Details.SearchField].ToString().Trim();
        var columns = DetailColumn.Of(tab);
        var sorted = columns.FirstOrDefault(column => column.Key == query[Details.SortField].ToString()) ?? columns[0];
        var of = await DimensionAsync(viewing, tab, answers, context.RequestAborted);
        return new DetailsList(viewing, tab, of, columns, sorted, search.Length > MaxSearch ? search[..MaxSearch] : search);
    }

    /// <summary>Some of the rows.</summary>
    public async Task<Answer> RowsAsync(Answers answers, int offset, int limit, CancellationToken cancel)
    {
        // Without a goal there is nothing to ask; nor without the name of a property.
        if ((IsOfGoals && Viewing.Goals.Count == 0) || Of is { Kind: DimensionKind.Property, Property: "" })
        {
            return new Answer([], 0);
        }

        var question = Question() with
        {
            Metrics = [.. Columns.Select(static column => column.Metric).Distinct()],
            Order = [new Order(Sorted.Metric, null, IsDescending: true)],
        };
        if (!IsOfGoals)
        {
            return await answers.AskAsync(question with { Limit = limit, Offset = offset }, cancel);
        }

        var rows = (await answers.AskAsync(question with { Limit = Viewing.Goals.Count }, cancel)).Rows;
        var named = rows.Where(row => CardRow.ValueOf(Viewing, Of, row).Contains(Search, StringComparison.OrdinalIgnoreCase)).ToList();
        return new Answer(named, named.Count);
    }

    /// <summary>The visitors of whom the rows tell their share.</summary>
    public async Task<long> VisitorsAsync(Answers answers, CancellationToken cancel)
    {
        var totals = Viewing.Query() with { Metrics = [Metric.Visitors], Filter = IsOfGoals ? Viewing.WholeFilter : Viewing.Filter };
        return (await answers.AskAsync(totals, cancel)).Rows is [var row, ..] ? row.Measures.Visitors : 0;
    }

    private static async Task<Dimension> DimensionAsync(Viewing viewing, Breakdown tab, Answers answers, CancellationToken cancel)
    {
        if (tab.Key != Breakdown.Properties)
        {
            return tab.Dimension;
        }

        var query = viewing.Query() with { Metrics = [Metric.Visitors, Metric.Events], Limit = 1 };
        var names = viewing.State.Property.Length > 0 ? new Answer([], 0) : (await answers.AskEachAsync(query, [DimensionSet.AnyProperty], cancel))[DimensionSet.AnyProperty.Name];
        return CardView.PropertyOf(viewing, names);
    }

    private Query Question()
    {
        var query = Viewing.Query() with { Dimensions = Tab.Rolled?.Dimensions ?? [Of], OmitsUnset = Of.Kind == DimensionKind.Property };
        return Tab.Key switch
        {
            // The number of a goal is no text to be searched; their names are few.
            Breakdown.Goals => query,
            Breakdown.Events => query with { Search = Search, Filter = All.Of(query.Filter, new Not(new Condition(DimensionKind.Event, Match.Is, [PageView]))) },
            // The store has countries' codes, the reader their names.
            _ when Of.Kind == DimensionKind.Country && Search.Length > 0 =>
                query with { Filter = All.Of(query.Filter, new Condition(DimensionKind.Country, Match.Is, CountriesLike(Search))) },
            _ => query with { Search = Search },
        };
    }

    private static IReadOnlyList<string> CountriesLike(string text) => Countries.Codes(name => name.Contains(text, StringComparison.OrdinalIgnoreCase));
}
