using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Seyr.Stats;

/// <summary>Writes answers of <c>/api/v2/query</c>.</summary>
internal static class ApiAnswerWriter
{
    private static readonly OffsetDateTimePattern TimePattern = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:sso<+HH:mm>");

    /// <summary>Writes one.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="domain">The site.</param>
    /// <param name="asked">The question as it came.</param>
    /// <param name="question">The question.</param>
    /// <param name="answer">The answer.</param>
    public static void Write(Utf8JsonWriter json, string domain, JsonElement asked, ApiQuestion question, ApiAnswer answer)
    {
        var include = asked.TryGetProperty("include", out var given) ? given : default;
        json.WriteStartObject();
        json.WriteStartArray("results");
        foreach (var row in answer.Rows)
        {
            json.WriteStartObject();
            WriteRow(json, row);
            if (row.Before is { } before)
            {
                WriteComparison(json, question, row, before);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteMeta(json, include, question, answer);
        WriteQuestion(json, domain, asked, include, question);
        json.WriteEndObject();
    }

    /// <summary>Writes a value.</summary>
    public static void WriteValue(Utf8JsonWriter json, ApiValue value)
    {
        if (value.Money is { } money)
        {
            json.WriteStartObject();
            json.WriteString("short", money.Short);
            json.WriteNumber("value", money.Amount);
            json.WriteString("long", money.Long);
            json.WriteString("currency", money.Currency);
            json.WriteEndObject();
        }
        else if (value.Number is { } number)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>By how much a value changed: in percent of what it was; a rate in points.</summary>
    /// <returns>Null: there is nothing to compare.</returns>
    public static double? Change(ApiMetric metric, ApiValue now, ApiValue before)
    {
        if (now.Money is { } money && before.Money is { } was && money.Currency != was.Currency)
        {
            return null;
        }

        if ((now.Money is null && now.Number is null) || (before.Money is null && before.Number is null))
        {
            return null;
        }

        return metric.IsRate ? Math.Round(now.Weight - before.Weight, 1)
            : before.Weight == 0 ? (now.Weight == 0 ? 0 : 100)
            : Math.Round(100 * (now.Weight - before.Weight) / Math.Abs(before.Weight));
    }

    private static void WriteRow(Utf8JsonWriter json, ApiRow row)
    {
        json.WriteStartArray("metrics");
        foreach (var value in row.Values)
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
        WriteTexts(json, "dimensions", row.Labels);
    }

    private static void WriteComparison(Utf8JsonWriter json, ApiQuestion question, ApiRow row, ApiRow before)
    {
        json.WriteStartObject("comparison");
        WriteRow(json, before);
        json.WriteStartArray("change");
        for (var i = 0; i < row.Values.Length; i++)
        {
            WriteValue(json, new ApiValue(Change(question.Metrics[i], row.Values[i], before.Values[i])));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter json, JsonElement include, ApiQuestion question, ApiAnswer answer)
    {
        json.WriteStartObject("meta");
        if (IsTrue(include, "imports"))
        {
            json.WriteBoolean("imports_included", false);
            json.WriteString("imports_skip_reason", "no_imported_data");
        }

        if (question.WithTimeLabels)
        {
            WriteTexts(json, "time_labels", answer.TimeLabels);
        }

        if (IsTrue(include, "total_rows"))
        {
            json.WriteNumber("total_rows", answer.Total);
        }

        json.WriteEndObject();
    }

    private static void WriteQuestion(Utf8JsonWriter json, string domain, JsonElement asked, JsonElement include, ApiQuestion question)
    {
        json.WriteStartObject("query");
        json.WriteString("site_id", domain);
        WriteTexts(json, "metrics", question.Metrics.Select(static metric => metric.Name));
        WriteRange(json, question.Period.Range, question.Zone);
        json.WritePropertyName("filters");
        if (asked.TryGetProperty("filters", out var filters))
        {
            filters.WriteTo(json);
        }
        else
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }

        WriteTexts(json, "dimensions", question.Dimensions.Select(static dimension => dimension.Name));
        json.WriteStartArray("order_by");
        foreach (var order in ApiAnswers.Order(question))
        {
            json.WriteStartArray();
            json.WriteStringValue(order.Metric is { } metric ? question.Metrics[metric].Name : question.Dimensions[order.Dimension!.Value].Name);
            json.WriteStringValue(order.IsDescending ? "desc" : "asc");
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartObject("include");
        foreach (var name in ApiQueryReader.Includes.Where(static name => name != "comparisons"))
        {
            json.WriteBoolean(name, IsTrue(include, name));
        }

        if (include.ValueKind == JsonValueKind.Object && include.TryGetProperty("comparisons", out var comparisons))
        {
            json.WritePropertyName("comparisons");
            comparisons.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteStartObject("pagination");
        json.WriteNumber("limit", question.Limit);
        json.WriteNumber("offset", question.Offset);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, Range range, DateTimeZone zone)
    {
        json.WriteStartArray("date_range");
        json.WriteStringValue(TimePattern.Format(range.From.InZone(zone).ToOffsetDateTime()));
        json.WriteStringValue(TimePattern.Format((range.To - Duration.FromSeconds(1)).InZone(zone).ToOffsetDateTime()));
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static bool IsTrue(JsonElement include, string name) =>
        include.ValueKind == JsonValueKind.Object && include.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
