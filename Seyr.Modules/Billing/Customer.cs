namespace Seyr.Billing;

/// <summary>Who orders.</summary>
/// <param name="Email">Who gets the receipt.</param>
/// <param name="Buyer">Who pays.</param>
/// <param name="CardOf">The user who wants the card kept that it is paid with, to renew the plan by itself; null: nobody does.</param>
internal sealed record Customer(string Email, Buyer Buyer, long? CardOf = null);
