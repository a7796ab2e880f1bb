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

    public async Task ShowAsync(HttpContext context)
    {
        if (await DetailsList.ReadAsync(context, viewings, answers) is not { } list)
        {
            return;
        }

        var number = int.TryParse(context.Request.Query[PageField], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MaxPages) : 1;
        var rows = await list.RowsAsync(answers, (number - 1) * PageRows, PageRows, context.RequestAborted);
        var visitors = await list.VisitorsAsync(answers, context.RequestAborted);
        var frame = Frame.For(context, $"{list.Tab.Title} of {list.Viewing.Site.Domain}");
        await Frame.RenderAsync(context, Pages.Details.Create(DetailsPage.Make(frame, list, number, rows, visitors)));
    }
}
