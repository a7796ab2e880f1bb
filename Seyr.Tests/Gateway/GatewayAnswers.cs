using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Seyr.Gateway;

/// <summary>What the gateway answers to servers.</summary>
internal sealed partial class LocalGateway
{
    private const string WrongStore = "Store Credential Error Or Store is De-active";
    private const int HugeBytes = 3 * 1024 * 1024;

    private static readonly Dictionary<string, int> Needed = new()
    {
        ["store_id"] = 30, ["store_passwd"] = 100, ["total_amount"] = 13, ["currency"] = 3, ["tran_id"] = 30, ["success_url"] = 255, ["fail_url"] = 255, ["cancel_url"] = 255,
        ["cus_name"] = 50, ["cus_email"] = 50, ["cus_add1"] = 50, ["cus_city"] = 50, ["cus_postcode"] = 30, ["cus_country"] = 50, ["cus_phone"] = 20,
        ["shipping_method"] = 50, ["num_of_item"] = 1, ["product_name"] = 255, ["product_category"] = 50, ["product_profile"] = 100,
    };

    private async Task OpenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentType!.StartsWith("multipart", StringComparison.Ordinal))
        {
            await AnswerAsync(context, Refusal(WrongStore), Faults);
            return;
        }

        var fields = (await context.Request.ReadFormAsync()).ToDictionary(static field => field.Key, static field => field.Value.ToString());
        Note(context, fields);
        if (Problem(fields) is { } problem)
        {
            await AnswerAsync(context, Refusal(problem), Faults);
            return;
        }

        var session = new GatewaySession(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), fields) { Faults = Faults };
        sessions[session.Key] = session;
        if (session.Has(GatewayFault.IpnBeforeSessionIsAnswered))
        {
            (await PostAsync(session, Attempt(session, "VALID"), "ipn")).Dispose();
        }

        await AnswerAsync(context, new JsonObject
        {
            ["status"] = "SUCCESS", ["failedreason"] = "", ["sessionkey"] = session.Key, ["gw"] = new JsonObject { ["visa"] = "brac_visa", ["mobilebanking"] = "bkash,nagad,dbblmobilebanking" },
            ["GatewayPageURL"] = new Uri(Address, $"/EasyCheckOut/{session.Key}").AbsoluteUri, ["is_direct_pay_enable"] = "0",
        }, session.Faults);
    }

    private Task ValidateAsync(HttpContext context)
    {
        var query = Query(context);
        var found = sessions.Values.SelectMany(static session => session.Attempts.Select(attempt => (session, attempt)))
            .FirstOrDefault(pair => pair.attempt.ValidationId.Length > 0 && pair.attempt.ValidationId == query["val_id"]);
        return !IsStore(query) || found.session is null || found.session.Has(GatewayFault.ValidationUnknown)
            ? AnswerAsync(context, new JsonObject { ["status"] = "INVALID_TRANSACTION", ["APIConnect"] = IsStore(query) ? "DONE" : "FAILED" }, Faults)
            : AnswerAsync(context, Json(GatewayFields.Answer(found.session, found.attempt)), found.session.Faults);
    }

    private Task TransactionAsync(HttpContext context)
    {
        var query = Query(context);
        if (!IsStore(query))
        {
            return AnswerAsync(context, new JsonObject { ["APIConnect"] = "FAILED" }, Faults);
        }

        return query.TryGetValue("tran_id", out var transaction) ? QueryAsync(context, transaction)
            : query.TryGetValue("refund_ref_id", out var reference) ? RefundStatusAsync(context, reference)
            : RefundAsync(context, query);
    }

    private Task QueryAsync(HttpContext context, string transaction)
    {
        var session = sessions.Values.FirstOrDefault(session => session.TransactionId == transaction);
        var elements = session is null ? [new JsonObject { ["tran_id"] = transaction, ["status"] = "INVALID" }]
            : session.Attempts.IsEmpty || session.Has(GatewayFault.StillProcessing) ? [new JsonObject { ["tran_id"] = transaction, ["status"] = "PROCESSING" }]
            : session.Attempts.Select(attempt => Json(GatewayFields.Answer(session, attempt))).ToArray();
        var count = session is null ? 0 : elements.Length;
        var faults = session?.Faults ?? Faults;
        return AnswerAsync(context, new JsonObject
        {
            ["APIConnect"] = (faults & GatewayFault.Inactive) != 0 ? "INACTIVE" : "DONE",
            ["no_of_trans_found"] = (faults & GatewayFault.CountIsText) != 0 ? count.ToString(CultureInfo.InvariantCulture) : count,
            ["element"] = (faults & GatewayFault.ElementIsObject) != 0 ? elements[^1] : new JsonArray([.. elements]),
        }, faults);
    }

    private static string? Problem(Dictionary<string, string> fields)
    {
        if (!IsStore(fields))
        {
            return WrongStore;
        }

        var wrong = Needed.FirstOrDefault(need => fields.GetValueOrDefault(need.Key, "").Length is var length && (length == 0 || length > need.Value)).Key;
        return wrong is not null ? $"'{wrong}' is missing or too long"
            : decimal.Parse(fields["total_amount"], CultureInfo.InvariantCulture) is < 10m or > 500_000m ? "The minimum transaction amount is not allowed as per admin configuration!"
            : null;
    }

    private async Task AnswerAsync(HttpContext context, JsonObject answer, GatewayFault faults)
    {
        if ((faults & GatewayFault.AnswerStalls) != 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        var text = answer.ToJsonString();
        context.Response.StatusCode = (faults & GatewayFault.AnswerIsError) != 0 ? 500 : 200;
        await context.Response.WriteAsync(
            (faults & GatewayFault.AnswerIsHtml) != 0 ? "<html><body>Service is busy</body></html>"
            : (faults & GatewayFault.AnswerIsTruncated) != 0 ? text[..(text.Length / 2)]
            : (faults & GatewayFault.AnswerIsHuge) != 0 ? text[..^1] + $",\"more\":\"{new string('x', HugeBytes)}\"}}"
            : text);
    }

    private Dictionary<string, string> Query(HttpContext context)
    {
        var query = context.Request.Query.ToDictionary(static field => field.Key, static field => field.Value.ToString());
        Note(context, query);
        return query;
    }

    private void Note(HttpContext context, Dictionary<string, string> fields) =>
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path} {string.Join(' ', fields.Select(static field => $"{field.Key}={field.Value}"))}");

    private static bool IsStore(Dictionary<string, string> fields) => fields.GetValueOrDefault("store_id") == StoreId && fields.GetValueOrDefault("store_passwd") == Password;

    private static JsonObject Refusal(string reason) => new() { ["status"] = "FAILED", ["failedreason"] = reason };

    private static JsonObject Json(Dictionary<string, string> fields) => new(fields.Select(static field => KeyValuePair.Create(field.Key, (JsonNode?)JsonValue.Create(field.Value))));
}
