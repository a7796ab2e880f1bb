using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Seyr.Stats;

/// <summary>Reads questions in the query string, as version 1 of the Stats API has them.</summary>
internal sealed class ApiV1Reader(ApiSite site, IQueryCollection fields)
{
    /// <summary>A breakdown's most rows.</summary>
    public const int MaxLimit = 1_000;

    private const int DefaultLimit = 100;
    private const int MaxPage = 1_000_000;
    private const int MaxFilters = 100;
    private const int MaxTextLength = 8_000;

    /// <summary>Metrics of version 1; all but revenue and shares.</summary>
    public static readonly IReadOnlyList<ApiMetric> Metrics =
        [.. ApiMetric.All.Where(static metric => metric.Kind is ApiMetricKind.Plain or ApiMetricKind.ConversionRate)];

    private readonly ApiFilterReader filters = new(site.Goals);

    /// <summary>What is wrong; empty: nothing.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The numbers of a range, told apart by a dimension or not at all.</summary>
    /// <param name="dimension">The dimension; null: none.</param>
    /// <param name="usual">The metrics when none are named.</param>
    /// <returns>Null: something is wrong with it.</returns>
    public ApiQuestion? Read(ApiDimension? dimension, params IEnumerable<string> usual)
    {
        if (ReadPeriod() is not { } period || ReadMetrics(usual) is not { } metrics || ReadFilters() is not { } asked)
        {
            return null;
        }

        // Over time each bucket's conversions are those of its own visitors.
        var told = dimension?.IsTime == true
            ? metrics.Select(static metric => metric.Kind == ApiMetricKind.ConversionRate ? ApiMetric.Find("group_conversion_rate")! : metric)
            : metrics;
        var question = new ApiQuestion(site.Site.Id, site.Zone, period, [.. told], dimension is null ? [] : [dimension])
        {
            Filters = asked, Goals = site.Goals, WithTimeLabels = dimension?.IsTime == true,
        };
        return question.Problem() is { Length: > 0 } problem ? Refuse(problem) : question;
    }

    /// <summary>The same with the range before, when it is asked for.</summary>
    public ApiQuestion? ReadAggregate()
    {
        var compare = Text("compare");
        return compare is not ("" or "previous_period") ? Refuse("compare: previous_period.")
            : Read(null) is not { } question ? null
            : compare.Length == 0 ? question
            : question with { Before = site.Ranges.Before(question.Period, Comparison.PreviousPeriod, matchesWeekday: false) };
    }

    /// <summary>The same over time.</summary>
    public ApiQuestion? ReadTimeseries() => Text("interval") switch
    {
        "" => Read(ApiDimension.Find("time")),
        "date" => Read(ApiDimension.Find("time:day")),
        "minute" or "hour" or "day" or "week" or "month" => Read(ApiDimension.Find("time:" + Text("interval"))),
        _ => Refuse("interval: minute, hour, day (date), week or month."),
    };

    /// <summary>The same by the values of a dimension.</summary>
    public ApiQuestion? ReadBreakdown()
    {
        if (ApiDimension.Find(Text("property")) is not { IsTime: false } dimension)
        {
            return Refuse("property: a dimension, such as visit:source or event:page.");
        }

        return Number("limit", DefaultLimit, MaxLimit) is not { } limit || Number("page", 1, MaxPage) is not { } page || Read(dimension) is not { } question
            ? null
            : question with { Limit = limit, Offset = (page - 1) * limit };
    }

    /// <summary>The range that is named.</summary>
    public Period? ReadPeriod()
    {
        var key = Text("period");
        var date = Text("date");
        if (key == "custom" || (key.Length == 0 && date.Contains(',', StringComparison.Ordinal)))
        {
            var both = (date.Length > 0 ? date : Text("from") + "," + Text("to")).Split(',');
            return both.Length == 2 && site.Ranges.Between(both[0].Trim(), both[1].Trim()) is { } custom ? custom : RefusePeriod();
        }

        var at = Period.DateOf(date);
        return date.Length > 0 && at is null ? RefusePeriod() : site.Ranges.Named(key.Length == 0 ? "30d" : key, at) ?? RefusePeriod();
    }

    private Period? RefusePeriod()
    {
        Refuse("period, date: " + ApiRange.Expected + " Two dates are period=custom&date=2026-01-01,2026-01-31.");
        return null;
    }

    private IReadOnlyList<ApiMetric>? ReadMetrics(IEnumerable<string> usual)
    {
        var metrics = new List<ApiMetric>();
        foreach (var name in Text("metrics") is { Length: > 0 } given ? given.Split(',') : usual.DefaultIfEmpty("visitors"))
        {
            if (Metrics.FirstOrDefault(metric => metric.Name == name.Trim()) is not { } metric || metrics.Contains(metric))
            {
                Refuse($"metrics: “{name}” is none, or stands there twice. There are: {string.Join(", ", Metrics.Select(static metric => metric.Name))}.");
                return null;
            }

            metrics.Add(metric);
        }

        return metrics;
    }

    /// <summary><c>prop==a|b;prop!=c</c>: a star stands for any text, a backslash takes a bar, a semicolon or a star at its word.</summary>
    private IReadOnlyList<Filter>? ReadFilters()
    {
        var text = Text("filters");
        if (text.Length > MaxTextLength)
        {
            Refuse($"filters: at most {MaxTextLength} characters.");
            return null;
        }

        var asked = new List<Filter>();
        foreach (var part in Split(text, ';').Where(static part => part.Length > 0))
        {
            if (asked.Count >= MaxFilters || ReadFilter(part) is not { } filter)
            {
                Refuse(filters.Problem.Length > 0 ? filters.Problem : $"filters: at most {MaxFilters}, such as visit:source==Google|Bing;event:page!=/blog/*, not “{part}”.");
                return null;
            }

            asked.Add(filter);
        }

        return asked;
    }

    private Filter? ReadFilter(string part)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        var isNot = at > 0 && part[at - 1] == '!';
        if (at < 1 || (!isNot && (at + 1 >= part.Length || part[at + 1] != '=')))
        {
            return null;
        }

        var dimension = part[..(isNot ? at - 1 : at)].Trim();
        var values = Split(part[(isNot ? at + 1 : at + 2)..], '|').Select(static value => value.Trim()).ToList();
        // A goal's name may have stars of its own: Visit /blog/*.
        var isPattern = dimension != "event:goal" && values.Exists(static value => Unescape(value, '*').Contains('*', StringComparison.Ordinal));
        var name = (isPattern ? "matches_wildcard" : "is") + (isNot ? "_not" : "");
        return filters.Ask("filters", ApiOperator.Find(name)!, dimension, [.. values.Select(static value => Unescape(value, '\0'))], ignoresCase: false);
    }

    /// <summary>The parts between a separator, but not where a backslash stands before it.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                part.Append(text[i]).Append(text[++i]);
            }
            else if (text[i] == separator)
            {
                yield return part.ToString();
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        yield return part.ToString();
    }

    /// <summary>Takes backslashes away, with what stands behind them when it is <paramref name="drops"/>.</summary>
    private static string Unescape(string text, char drops)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                plain.Append(text[i]);
            }
            else if (text[++i] != drops)
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    private int? Number(string name, int otherwise, int most)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        Refuse($"{name}: 1 to {most}.");
        return null;
    }

    private string Text(string name) => fields[name] is [{ } text] ? text : "";

    private ApiQuestion? Refuse(string problem)
    {
        Problem = Problem.Length == 0 ? problem : Problem;
        return null;
    }
}
