using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>All rows of a card, with more of each, to be searched and put in order.</summary>
internal sealed class Details(Viewings viewings, Answers answers)
{
    public const string Route = "/details/{card}/{tab}";

    /// <summary>A page has this many rows,</summary>
    public const int PageRows = 100;

    /// <summary>and there are at most so many pages.</summary>
    public const int MaxPages = 1_000;

    public const string SearchField = "search";
    public const string SortField = "sort";
    public const string PageField = "page";

    private const int MaxSearch = 200;
    private const string PageView = "pageview";

    public async Task ShowAsync(HttpContext context)
    {
        if (await viewings.FindAsync(context) is not { } viewing)
        {
            return;
        }

        var (routed, query) = (context.Request.RouteValues, context.Request.Query);
        if (Breakdown.Find(routed["card"] as string ?? "", routed["tab"] as string) is not { Key: not Breakdown.Funnels } tab)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var search = query[SearchField].ToString().Trim();
        search = search.Length > MaxSearch ? search[..MaxSearch] : search;
        var columns = DetailColumn.Of(tab);
        var sorted = columns.FirstOrDefault(column => column.Key == query[SortField].ToString()) ?? columns[0];
        var number = int.TryParse(query[PageField], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MaxPages) : 1;

        var of = await DimensionAsync(viewing, tab, context.RequestAborted);
        var question = QuestionOf(viewing, tab, of, search) with
        {
            Metrics = [.. columns.Select(static column => column.Metric).Distinct()],
            Order = [new Order(sorted.Metric, null, IsDescending: true)],
        };
        var goals = tab.Key == Breakdown.Goals;
        var totals = viewing.Query() with { Metrics = [Metric.Visitors], Filter = goals ? viewing.WholeFilter : viewing.Filter };
        var whole = await answers.AskAsync(totals, context.RequestAborted);
        var paged = goals ? question with { Limit = Math.Max(1, viewing.Goals.Count) } : question with { Limit = PageRows, Offset = (number - 1) * PageRows };
        // Without a goal there is nothing to ask; nor without the name of a property.
        var answer = (goals && viewing.Goals.Count == 0) || of is { Kind: DimensionKind.Property, Property: "" }
            ? new Answer([], 0)
            : await answers.AskAsync(paged, context.RequestAborted);
        if (goals)
        {
            var named = answer.Rows.Where(row => CardRow.ValueOf(viewing, of, row).Contains(search, StringComparison.OrdinalIgnoreCase)).ToList();
            answer = new Answer(named, named.Count);
        }

        var all = whole.Rows is [var row, ..] ? row.Measures.Visitors : 0;
        var frame = Frame.For(context, $"{tab.Title} of {viewing.Site.Domain}");
        await Frame.RenderAsync(context, Pages.Details.Create(DetailsPage.Make(frame, viewing, tab, of, columns, sorted, search, number, answer, all)));
    }

    private async Task<Dimension> DimensionAsync(Viewing viewing, Breakdown tab, CancellationToken cancel)
    {
        if (tab.Key != Breakdown.Properties)
        {
            return tab.Dimension;
        }

        var query = viewing.Query() with { Metrics = [Metric.Visitors, Metric.Events], Limit = 1 };
        var names = viewing.State.Property.Length > 0 ? new Answer([], 0) : (await answers.AskEachAsync(query, [DimensionSet.AnyProperty], cancel))[DimensionSet.AnyProperty.Name];
        return CardView.PropertyOf(viewing, names);
    }

    private static Query QuestionOf(Viewing viewing, Breakdown tab, Dimension of, string search)
    {
        var query = viewing.Query() with { Dimensions = tab.Rolled?.Dimensions ?? [of], OmitsUnset = of.Kind == DimensionKind.Property };
        return tab.Key switch
        {
            // The number of a goal is no text to be searched; their names are few.
            Breakdown.Goals => query,
            Breakdown.Events => query with { Search = search, Filter = All.Of(query.Filter, new Not(new Condition(DimensionKind.Event, Match.Is, [PageView]))) },
            // The store has countries' codes, the reader their names.
            _ when of.Kind == DimensionKind.Country && search.Length > 0 =>
                query with { Filter = All.Of(query.Filter, new Condition(DimensionKind.Country, Match.Is, CountriesLike(search))) },
            _ => query with { Search = search },
        };
    }

    private static IReadOnlyList<string> CountriesLike(string text) => Countries.Codes(name => name.Contains(text, StringComparison.OrdinalIgnoreCase));
}
