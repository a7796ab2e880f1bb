namespace Seyr.Billing;

/// <summary>What a stored card is charged with.</summary>
/// <param name="Checkout">The order, as its payment page is asked for.</param>
/// <param name="Attempt">Which attempt for this order it is, from 1: the same again is the same attempt.</param>
/// <param name="Token">The provider's word for the card.</param>
internal sealed record Charge(Checkout Checkout, long Attempt, string Token);
