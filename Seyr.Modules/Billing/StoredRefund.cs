namespace Seyr.Billing;

/// <summary>Money that somebody wants to give back, and how far that is.</summary>
internal sealed class StoredRefund
{
    public long Id { get; set; }

    /// <summary>Our id of it, by which the provider knows it: the same asked for again is the same refund.</summary>
    public string TransactionId { get; set; } = "";

    public long OrderId { get; set; }

    /// <summary>The order's, by which it is found.</summary>
    public string OrderTransactionId { get; set; } = "";

    public string Provider { get; set; } = "";

    /// <summary>Of the payment that it is of.</summary>
    public string ValidationId { get; set; } = "";

    public string BankTransactionId { get; set; } = "";

    public long Minor { get; set; }

    public string Currency { get; set; } = "";

    public string Reason { get; set; } = "";

    public string Status { get; set; } = "";

    /// <summary>The provider's id of it; empty: it has told none.</summary>
    public string Reference { get; set; } = "";

    public string AskedBy { get; set; } = "";

    public long AskedAt { get; set; }

    /// <summary>How often it was asked for.</summary>
    public int Attempts { get; set; }

    public long? CheckAt { get; set; }

    public Amount Amount => new(Minor, Currency);
}
