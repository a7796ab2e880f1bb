using System.Globalization;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>All rows of a card.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Heading">What its rows are.</param>
/// <param name="Domain">The site.</param>
/// <param name="Back">The site's page.</param>
/// <param name="Search">What is searched for.</param>
/// <param name="SearchAddress">Where the search leads.</param>
/// <param name="Fields">What it carries along.</param>
/// <param name="Columns">The columns, each a link that puts the rows in its order.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Empty">What stands there when there is none.</param>
/// <param name="Range">Which of how many these are.</param>
/// <param name="Previous">The rows before; null: there are none.</param>
/// <param name="Next">The rows after; null: there are none.</param>
/// <param name="File">All of them as a file.</param>
public sealed record DetailsPage(
    Frame Frame, string Title, string Heading, string Domain, string Back, string Search, string SearchAddress, IReadOnlyList<FormField> Fields, IReadOnlyList<Choice> Columns,
    IReadOnlyList<DetailRow> Rows, string Empty, string Range, string? Previous, string? Next, string File)
{
    internal static DetailsPage Make(
        Frame frame, DetailsList list, int number, Answer answer, long all)
    {
        var (viewing, tab, of, columns, sorted, search) = list;
        var path = $"{viewing.Path}/details/{tab.Card}/{tab.Key}";
        var state = viewing.State;
        string At(DetailColumn column, int page, string ending = "")
        {
            var more = new List<(string, string)>();
            if (search.Length > 0)
            {
                more.Add((Details.SearchField, search));
            }

            if (column != columns[0])
            {
                more.Add((Details.SortField, column.Key));
            }

            if (page > 1)
            {
                more.Add((Details.PageField, page.ToString(CultureInfo.InvariantCulture)));
            }

            return state.Address(path + ending, [.. more]);
        }

        var first = (number - 1) * Details.PageRows;
        var most = Math.Max(1, answer.Rows.Select(static row => row.Measures.Visitors).DefaultIfEmpty().Max());
        return new DetailsPage(
            frame,
            tab.Key == Breakdown.Properties ? of.Property : tab.Key == Breakdown.Map ? "Countries" : tab.Title,
            DimensionNames.Title(of),
            viewing.Site.Domain,
            viewing.Address(state),
            search,
            path,
            sorted == columns[0] ? FormField.Of(state) : [.. FormField.Of(state), new FormField(Details.SortField, sorted.Key)],
            [.. columns.Select(column => new Choice(At(column, 1), column.Title, column == sorted, null))],
            [.. answer.Rows.Select(row => new DetailRow(CardRow.Of(viewing, tab, of, row, most, all), [.. columns.Select(column => column.Show(row.Measures))]))],
            search.Length > 0 ? "Nothing matches." : viewing.NothingFound,
            answer.Rows.Count == 0 ? "" : $"{Display.Exact(first + 1)}–{Display.Exact(first + answer.Rows.Count)} of {Display.Exact(answer.Total)}",
            number > 1 ? At(sorted, number - 1) : null,
            first + answer.Rows.Count < answer.Total && number < Details.MaxPages ? At(sorted, number + 1) : null,
            At(sorted, 1, ".csv"));
    }
}

/// <summary>A row with all its numbers.</summary>
public sealed record DetailRow(CardRow Row, IReadOnlyList<string> Numbers);
