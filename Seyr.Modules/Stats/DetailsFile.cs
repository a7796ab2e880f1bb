using System.Text;
using Microsoft.AspNetCore.Http;

namespace Seyr.Stats;

/// <summary>All rows of a card as a CSV file: as they were searched and put in order, with the numbers that the details show.</summary>
internal sealed class DetailsFile(Viewings viewings, Answers answers)
{
    public const string Route = Details.Route + ".csv";

    /// <summary>As many as the details' pages have altogether.</summary>
    public const int MaxRows = Details.MaxPages * Details.PageRows;

    public async Task SendAsync(HttpContext context)
    {
        if (await DetailsList.ReadAsync(context, viewings, answers) is not { } list)
        {
            return;
        }

        var cancel = context.RequestAborted;
        var visitors = await list.VisitorsAsync(answers, cancel);
        var answer = await list.RowsAsync(answers, 0, Query.MaxRows, cancel);
        var (site, period) = (list.Viewing.Site, list.Viewing.Period);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = CsvExport.FileName($"{site.Domain}-{list.Tab.Key}-{period.First:yyyy-MM-dd}-{period.Last:yyyy-MM-dd}.csv");
        await context.Response.Body.WriteAsync(CsvWriter.Start.ToArray(), cancel);
        var text = new StringBuilder();
        // Where a city is, and of which browser a version.
        IReadOnlyList<Dimension> around = [.. list.Tab.Rolled?.Dimensions.SkipLast(1) ?? []];
        IEnumerable<Dimension> dimensions = [list.Of, .. around];
        CsvWriter.AddLine(text, [.. dimensions.Select(DimensionNames.Title), .. list.Columns.Select(static column => column.FileTitle), "Share (%)"], []);
        for (var offset = 0; ; offset += Query.MaxRows)
        {
            foreach (var row in answer.Rows)
            {
                IEnumerable<string> values = [CardRow.ValueOf(list.Viewing, list.Of, row), .. row.Keys.Take(around.Count)];
                var names = dimensions.Zip(values, static (dimension, value) => Display.Value(dimension.Kind, value));
                var share = DetailColumn.Figure(visitors == 0 ? null : 100.0 * row.Measures.Visitors / visitors);
                CsvWriter.AddLine(text, names, [.. list.Columns.Select(column => column.Figure(row.Measures)), share]);
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancel);
            text.Clear();
            if (offset + Query.MaxRows >= Math.Min(answer.Total, MaxRows))
            {
                return;
            }

            answer = await list.RowsAsync(answers, offset + Query.MaxRows, Query.MaxRows, cancel);
        }
    }
}
