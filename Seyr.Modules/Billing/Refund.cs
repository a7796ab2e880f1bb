namespace Seyr.Billing;

/// <summary>Money to be given back.</summary>
/// <param name="Id">Our id of it; the same again is the same refund.</param>
/// <param name="BankTransactionId">The bank's id of the payment.</param>
/// <param name="Amount">How much.</param>
/// <param name="Reason">Why, for the provider's records.</param>
internal sealed record Refund(string Id, string BankTransactionId, Amount Amount, string Reason);

/// <summary>How far a refund is.</summary>
internal enum RefundState
{
    /// <summary>No answer: ask again with the same id.</summary>
    Unavailable,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>Under way.</summary>
    Initiated,

    /// <summary>The money is back.</summary>
    Refunded,
}

/// <summary>A provider's answer about a refund.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Reference">The provider's id of it; empty: it told none.</param>
internal sealed record RefundAnswer(RefundState State, string Reference = "");
