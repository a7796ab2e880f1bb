using System.Text.Json;

namespace Seyr.Billing.SslCommerz;

/// <summary>
/// SSLCommerz' answers, which come in several shapes: numbers as text, one element where a list is said, keys missing. What isn't
/// clearly one of them is no answer.
/// </summary>
internal static class SslCommerzAnswers
{
    private const string Taka = "BDT";

    /// <summary>A field's text; empty: it isn't there, or is neither text nor number.</summary>
    public static string Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Number => value.GetRawText(), _ => "" }
            : "";

    /// <summary>Reads the answer about one payment.</summary>
    public static Told Validation(JsonElement answer) => Text(answer, "status") switch
    {
        "INVALID_TRANSACTION" => new Told(Verdict.Unknown),
        _ when Text(answer, "APIConnect") != "DONE" => Told.Unavailable,
        "VALID" or "VALIDATED" => new Told(Verdict.Paid, Payment(answer)),
        "PENDING" or "PROCESSING" => new Told(Verdict.Open),
        "FAILED" => new Told(Verdict.Failed),
        _ => Told.Unavailable,
    };

    /// <summary>Reads the answer about an order, which may have had several attempts.</summary>
    public static Told Query(JsonElement answer)
    {
        if (Text(answer, "APIConnect") != "DONE" || !answer.TryGetProperty("element", out var element))
        {
            return Told.Unavailable;
        }

        List<JsonElement> attempts = element.ValueKind switch
        {
            JsonValueKind.Array => [.. element.EnumerateArray()],
            JsonValueKind.Object => [element],
            _ => [],
        };
        var statuses = attempts.Select(static attempt => Text(attempt, "status")).ToList();
        if (attempts.FirstOrDefault(static attempt => Text(attempt, "status") is "VALID" or "VALIDATED") is { ValueKind: JsonValueKind.Object } paid)
        {
            return new Told(Verdict.Paid, Payment(paid));
        }

        if (Text(answer, "no_of_trans_found") == "0")
        {
            return new Told(Verdict.Unknown);
        }

        return statuses.Count == 0 ? Told.Unavailable
            : statuses.All(static status => status is "FAILED" or "CANCELLED") ? new Told(Verdict.Failed)
            : statuses.Exists(static status => status is "PENDING" or "PROCESSING" or "FAILED" or "CANCELLED" or "UNATTEMPTED" or "EXPIRED") ? new Told(Verdict.Open)
            : Told.Unavailable;
    }

    /// <summary>Reads how far a refund is.</summary>
    public static RefundAnswer Refund(JsonElement answer) => Text(answer, "APIConnect") != "DONE"
        ? new RefundAnswer(RefundState.Unavailable)
        : Text(answer, "status") switch
        {
            "success" or "processing" => new RefundAnswer(RefundState.Initiated, Text(answer, "refund_ref_id")),
            "refunded" => new RefundAnswer(RefundState.Refunded, Text(answer, "refund_ref_id")),
            "failed" or "cancelled" => new RefundAnswer(RefundState.Refused, Text(answer, "refund_ref_id")),
            _ => new RefundAnswer(RefundState.Unavailable),
        };

    private static ToldPayment Payment(JsonElement of) => new(
        Text(of, "tran_id"), Text(of, "val_id"), Text(of, "bank_tran_id"), Paid(of), Text(of, "risk_level") != "0", Text(of, "card_type"));

    /// <summary>
    /// <c>amount</c> is taka after conversion; <c>currency_type</c> and <c>currency_amount</c> are what was asked for. In taka both are there and
    /// must say the same.
    /// </summary>
    private static Amount? Paid(JsonElement of)
    {
        var currency = Text(of, "currency_type");
        var asked = Amount.Parse(Text(of, "currency_amount"), currency);
        return currency != Taka || (Text(of, "currency") == Taka && Amount.Parse(Text(of, "amount"), Taka) == asked) ? asked : null;
    }
}
