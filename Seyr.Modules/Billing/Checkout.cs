namespace Seyr.Billing;

/// <summary>What a payment page is asked for with.</summary>
/// <param name="TransactionId">Our id of the order: up to 30 letters, digits, hyphens and underscores, which nobody can guess.</param>
/// <param name="Amount">What is to be paid.</param>
/// <param name="Product">What for.</param>
/// <param name="Buyer">Who pays.</param>
/// <param name="Email">Their e-mail address.</param>
/// <param name="Callbacks">Where the provider posts to: with a slash at its end, to be followed by a <see cref="Channel"/>'s name.</param>
/// <param name="KeepsCard">Whether the card that it is paid with is to be charged again.</param>
internal sealed record Checkout(string TransactionId, Amount Amount, string Product, Buyer Buyer, string Email, Uri Callbacks, bool KeepsCard = false)
{
    /// <summary>An order's.</summary>
    public static Checkout Of(Order order, Uri server) => new(
        order.TransactionId, order.Amount, order.Product, order.Buyer, order.Email, new Uri(server, CallbackEndpoint.Path), order.CardUserId is not null);
}
