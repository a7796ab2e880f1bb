namespace Seyr.Billing;

/// <summary>Those who take money. Orders of a provider that isn't configured any more wait until it is.</summary>
internal sealed class Providers(IPaymentProvider current)
{
    /// <summary>Who takes the money of new orders.</summary>
    public IPaymentProvider Current => current;

    /// <summary>Who took an order; null: it isn't configured any more.</summary>
    public IPaymentProvider? Of(Order order) => order.Provider == current.Name ? current : null;
}
