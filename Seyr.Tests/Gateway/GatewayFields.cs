using System.Globalization;

namespace Seyr.Gateway;

/// <summary>What the gateway posts and answers of an attempt, field by field.</summary>
internal static class GatewayFields
{
    private static readonly string[] Unsigned = ["store_passwd", "verify_key", "verify_sign", "verify_sign_sha2", "subscription_id", "pass"];

    /// <summary>A callback's form, signed.</summary>
    public static Dictionary<string, string> Post(GatewaySession session, GatewayAttempt attempt, string storeId, string password)
    {
        var fields = Of(session, attempt);
        fields["status"] = attempt.Status;
        fields["store_id"] = session.Has(GatewayFault.OtherStore) ? "somebodyelse" : storeId;
        if (attempt.Status != "VALID")
        {
            foreach (var name in new[] { "val_id", "store_amount", "risk_level", "risk_title" })
            {
                fields.Remove(name);
            }
        }

        if (session.Has(GatewayFault.OldFields))
        {
            fields.Remove("error");
            fields.Remove("card_sub_brand");
        }

        if (session.Has(GatewayFault.EmptyCurrency))
        {
            fields["currency_type"] = fields["currency_amount"] = fields["currency_rate"] = fields["base_fair"] = "";
        }

        if (session.Has(GatewayFault.ExtraFields))
        {
            fields["subscription_id"] = "";
            fields["pass"] = "secret of the sandbox";
        }

        if (session.Has(GatewayFault.OtherTransaction))
        {
            fields["tran_id"] = "another";
        }

        return Signed(fields, session, password);
    }

    /// <summary>What the validation and the query answer of it.</summary>
    public static Dictionary<string, string> Answer(GatewaySession session, GatewayAttempt attempt)
    {
        var fields = Of(session, attempt);
        fields["status"] = attempt.NextWord();
        fields["APIConnect"] = session.Has(GatewayFault.Inactive) ? "INACTIVE" : "DONE";
        return fields;
    }

    private static Dictionary<string, string> Signed(Dictionary<string, string> fields, GatewaySession session, string password)
    {
        var names = fields.Keys.Except(Unsigned).Order(StringComparer.Ordinal).ToList();
        if (session.Has(GatewayFault.ShortVerifyKey))
        {
            names = ["tran_id", "status"];
        }

        var (md5, sha) = GatewaySignature.Of(fields, names, password);
        fields["verify_key"] = string.Join(',', names);
        fields["verify_sign"] = md5;
        fields["verify_sign_sha2"] = session.Has(GatewayFault.BadHash) ? new string('0', sha.Length) : sha;
        return fields;
    }

    private static Dictionary<string, string> Of(GatewaySession session, GatewayAttempt attempt)
    {
        var amount = decimal.Parse(session.Fields["total_amount"], CultureInfo.InvariantCulture) + (session.Has(GatewayFault.OtherAmount) ? 0.01m : 0m);
        var currency = session.Has(GatewayFault.OtherCurrency) ? "USD" : session.Fields["currency"];
        var text = amount.ToString("0.00", CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tran_id"] = session.TransactionId,
            ["val_id"] = attempt.ValidationId,
            ["amount"] = text,
            ["card_type"] = "BKASH-BKash",
            // Not padded, as the gateway's validation has it.
            ["store_amount"] = (amount * 0.975m).ToString("0.##", CultureInfo.InvariantCulture),
            ["card_no"] = "",
            ["bank_tran_id"] = attempt.BankTransactionId,
            ["tran_date"] = "2026-11-23 18:00:00",
            ["error"] = attempt.Status == "FAILED" ? "Do not honor" : attempt.Status == "CANCELLED" ? "Cancelled by User" : "",
            ["currency"] = "BDT",
            ["card_issuer"] = "BKash Mobile Banking",
            ["card_brand"] = "MOBILEBANKING",
            ["card_sub_brand"] = "Classic",
            ["card_issuer_country"] = "Bangladesh",
            ["card_issuer_country_code"] = "BD",
            ["currency_type"] = currency,
            ["currency_amount"] = text,
            ["currency_rate"] = "1.0000",
            ["base_fair"] = "0.00",
            ["value_a"] = "",
            ["value_b"] = "",
            ["value_c"] = "",
            ["value_d"] = "",
            ["risk_level"] = session.Has(GatewayFault.Risky) ? "1" : "0",
            ["risk_title"] = session.Has(GatewayFault.Risky) ? "Not Safe" : "Safe",
        };
    }
}
