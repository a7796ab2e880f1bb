namespace Seyr.Billing;

/// <summary>What a provider says of a payment.</summary>
internal enum Verdict
{
    /// <summary>It did not answer, or nothing that can be understood: ask again.</summary>
    Unavailable,

    /// <summary>It knows of none.</summary>
    Unknown,

    /// <summary>There is one that may still be paid.</summary>
    Open,

    /// <summary>There were attempts, and all failed; the next may not.</summary>
    Failed,

    /// <summary>It was paid, as far as the provider is concerned.</summary>
    Paid,
}
