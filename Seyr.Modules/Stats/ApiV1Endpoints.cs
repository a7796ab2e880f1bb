using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>The Stats API's version 1: four questions in the query string.</summary>
internal sealed class ApiV1Endpoints(ApiAccess access, ApiAnswers answers, Presence presence)
{
    public const string Start = "/api/v1/stats/";

    public Task CurrentVisitorsAsync(HttpContext context) => AnswerAsync(context, async site =>
    {
        var count = await presence.CurrentVisitorsAsync(site.Site.Id, site.Now, context.RequestAborted);
        await ApiGuard.AnswerAsync(context, json => json.WriteNumberValue(count));
    });

    public Task AggregateAsync(HttpContext context) => AskAsync(context, static reader => reader.ReadAggregate(), static (json, question, answer) =>
    {
        var row = answer.Rows[0];
        json.WriteStartObject("results");
        for (var i = 0; i < row.Values.Length; i++)
        {
            json.WriteStartObject(question.Metrics[i].Name);
            json.WritePropertyName("value");
            ApiAnswerWriter.WriteValue(json, row.Values[i]);
            if (row.Before is { } before)
            {
                json.WritePropertyName("change");
                ApiAnswerWriter.WriteValue(json, new ApiValue(ApiAnswerWriter.Change(question.Metrics[i], row.Values[i], before.Values[i])));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    public Task TimeseriesAsync(HttpContext context) => AskAsync(context, static reader => reader.ReadTimeseries(), static (json, question, answer) =>
    {
        var rows = answer.Rows.ToDictionary(static row => row.Labels[0], static row => row.Values);
        json.WriteStartArray("results");
        foreach (var label in answer.TimeLabels.Distinct())
        {
            json.WriteStartObject();
            json.WriteString("date", label);
            WriteMetrics(json, question, rows.GetValueOrDefault(label) ?? [.. question.Metrics.Select(static metric => new ApiValue(metric.ValueOf(default)))]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public Task BreakdownAsync(HttpContext context) => AskAsync(context, static reader => reader.ReadBreakdown(), static (json, question, answer) =>
    {
        json.WriteStartArray("results");
        foreach (var row in answer.Rows)
        {
            json.WriteStartObject();
            json.WriteString(question.Dimensions[0].ShortName, row.Labels[0]);
            WriteMetrics(json, question, row.Values);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteMetrics(Utf8JsonWriter json, ApiQuestion question, ApiValue[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            // Over time a conversion rate is that of each bucket by itself.
            json.WritePropertyName(question.Metrics[i].Kind == ApiMetricKind.GroupConversionRate ? "conversion_rate" : question.Metrics[i].Name);
            ApiAnswerWriter.WriteValue(json, values[i]);
        }
    }

    private Task AskAsync(HttpContext context, Func<ApiV1Reader, ApiQuestion?> read, Action<Utf8JsonWriter, ApiQuestion, ApiAnswer> write) => AnswerAsync(context, async site =>
    {
        var reader = new ApiV1Reader(site, context.Request.Query);
        if (read(reader) is not { } question)
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, reader.Problem);
            return;
        }

        var answer = await answers.AskAsync(question, context.RequestAborted);
        if (answer.Problem.Length > 0)
        {
            await ApiGuard.RefuseAsync(context, StatusCodes.Status400BadRequest, answer.Problem);
            return;
        }

        await ApiGuard.AnswerAsync(context, json =>
        {
            json.WriteStartObject();
            write(json, question, answer);
            json.WriteEndObject();
        });
    });

    private Task AnswerAsync(HttpContext context, Func<ApiSite, Task> answer) => access.GuardAsync(context, HttpMethods.Get, async (_, key) =>
    {
        if (await access.SiteAsync(context, key, context.Request.Query["site_id"] is [{ } id] ? id : null) is { } site)
        {
            await answer(site);
        }
    });
}
