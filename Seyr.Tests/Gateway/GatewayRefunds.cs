using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Seyr.Gateway;

/// <summary>What the gateway gives back.</summary>
internal sealed partial class LocalGateway
{
    private Task RefundAsync(HttpContext context, Dictionary<string, string> query)
    {
        var (bank, id) = (query.GetValueOrDefault("bank_tran_id", ""), query.GetValueOrDefault("refund_trans_id", ""));
        var session = sessions.Values.FirstOrDefault(session => session.Attempts.Any(attempt => attempt.Status == "VALID" && attempt.BankTransactionId == bank));
        var isRight = session is not null && !session.Has(GatewayFault.RefundRefused) && id.Length is > 0 and <= 30
            && decimal.TryParse(query.GetValueOrDefault("refund_amount"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0;
        var isNew = isRight && refunds.TryAdd("ref" + id, new GatewayRefund(session!, bank, query["refund_amount"]));
        return AnswerAsync(context, new JsonObject
        {
            ["APIConnect"] = "DONE", ["bank_tran_id"] = bank, ["refund_ref_id"] = isRight ? "ref" + id : "",
            ["status"] = isNew ? "success" : isRight ? "processing" : "failed", ["errorReason"] = "",
        }, session?.Faults ?? Faults);
    }

    private Task RefundStatusAsync(HttpContext context, string reference)
    {
        var isKnown = refunds.TryGetValue(reference, out var refund);
        var status = isKnown && refund!.Session.Has(GatewayFault.RefundCancelled) ? "cancelled" : "refunded";
        return AnswerAsync(
            context, isKnown ? new JsonObject { ["APIConnect"] = "DONE", ["refund_ref_id"] = reference, ["status"] = status } : new JsonObject { ["APIConnect"] = "INVALID_REQUEST" },
            refund?.Session.Faults ?? Faults);
    }
}
