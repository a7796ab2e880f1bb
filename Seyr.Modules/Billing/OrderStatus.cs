namespace Seyr.Billing;

/// <summary>Where an order stands. All but <see cref="Paid"/> may still become paid: late news that is right wins.</summary>
internal static class OrderStatus
{
    /// <summary>Written down; whether there is a payment page isn't known yet.</summary>
    public const string Created = "created";

    /// <summary>There is a payment page.</summary>
    public const string Pending = "pending";

    /// <summary>The provider gave no page, and said why.</summary>
    public const string Refused = "refused";

    /// <summary>An attempt failed.</summary>
    public const string Failed = "failed";

    /// <summary>The customer turned back.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Nothing came of it for so long that nobody asks any more.</summary>
    public const string Expired = "expired";

    /// <summary>Paid, but the provider wants a person to look at it first.</summary>
    public const string Review = "review";

    /// <summary>Something was paid that isn't what was ordered.</summary>
    public const string Mismatch = "mismatch";

    /// <summary>Paid, and done.</summary>
    public const string Paid = "paid";
}
