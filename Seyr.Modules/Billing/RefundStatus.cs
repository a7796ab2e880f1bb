namespace Seyr.Billing;

/// <summary>Where a refund stands.</summary>
internal static class RefundStatus
{
    /// <summary>Written down; the provider has not said yet that it gives the money back.</summary>
    public const string Asked = "asked";

    /// <summary>The provider gives it back.</summary>
    public const string Initiated = "initiated";

    /// <summary>The money is back.</summary>
    public const string Done = "done";

    /// <summary>Nothing is given back.</summary>
    public const string Refused = "refused";

    /// <summary>The provider's word and what was asked before don't go together: a person looks it up there and says which it is.</summary>
    public const string Unclear = "unclear";
}
