namespace Seyr.Billing;

/// <summary>How something came back to us; in addresses as the name in lower case.</summary>
internal enum Channel
{
    /// <summary>From the provider's server.</summary>
    Ipn,

    /// <summary>By the customer's browser, which says that it went well.</summary>
    Success,

    /// <summary>By the customer's browser, which says that it went wrong.</summary>
    Fail,

    /// <summary>By the customer's browser, which says that the customer turned back.</summary>
    Cancel,
}

/// <summary>What was posted to us: a hint, whoever sent it.</summary>
/// <param name="TransactionId">Our id of the order.</param>
/// <param name="Status">The provider's word.</param>
/// <param name="ValidationId">The provider's id of a payment, to be asked about; empty: it names none.</param>
/// <param name="IsSigned">Whether its signature is right.</param>
internal sealed record Callback(string TransactionId, string Status, string ValidationId, bool IsSigned);
