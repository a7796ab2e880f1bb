using Microsoft.Extensions.Logging;

namespace Seyr.Billing;

/// <summary>Orders a plan: written down first, so that whatever the provider does, it can be asked about.</summary>
internal sealed partial class Ordering(Orders orders, Providers providers, Uri server, ILogger<Ordering> log)
{
    /// <summary>Orders a term.</summary>
    public Task<Order> OrderAsync(long organisationId, string email, Plan plan, Term term, Amount amount, Buyer buyer, CancellationToken cancel) =>
        OrderAsync(organisationId, email, plan, term, amount, buyer, null, cancel);

    /// <summary>Orders a larger plan for the rest of the present term.</summary>
    public Task<Order> OrderAsync(long organisationId, string email, Upgrade upgrade, Buyer buyer, CancellationToken cancel) =>
        OrderAsync(organisationId, email, upgrade.Plan, upgrade.Period.Term, upgrade.Amount, buyer, upgrade.Period.OrderId, cancel);

    /// <summary>Writes an order down and asks the provider for its payment page.</summary>
    private async Task<Order> OrderAsync(
        long organisationId, string email, Plan plan, Term term, Amount amount, Buyer buyer, long? replaces, CancellationToken cancel)
    {
        var provider = providers.Current;
        var order = await orders.AddAsync(organisationId, email, plan, term, amount, provider.Name, buyer, replaces, cancel);
        var opened = await provider.OpenAsync(
            new Checkout(order.TransactionId, amount, order.Product, buyer, email, new Uri(server, CallbackEndpoint.Path)), cancel);
        if (opened.Page is { } page)
        {
            await orders.OpenedAsync(order, opened.SessionKey, page, CancellationToken.None);
        }
        else if (opened.Refusal is { } why)
        {
            Refused(order.Id, why);
            await orders.UnpaidAsync(order.Id, OrderStatus.Refused, why, CancellationToken.None);
        }

        return order;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The payment provider refused order {Id}: {Why}")]
    private partial void Refused(long id, string why);
}
