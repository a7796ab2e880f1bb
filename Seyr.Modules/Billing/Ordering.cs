using Microsoft.Extensions.Logging;

namespace Seyr.Billing;

/// <summary>Orders a plan: written down first, so that whatever the provider does, it can be asked about.</summary>
internal sealed partial class Ordering(Orders orders, Providers providers, Uri server, ILogger<Ordering> log)
{
    /// <summary>Orders a term.</summary>
    public Task<Order> OrderAsync(long organisationId, Customer customer, Plan plan, Term term, Amount amount, CancellationToken cancel) =>
        OrderAsync(orders.New(organisationId, customer, plan, term, amount, providers.Current.Name), cancel);

    /// <summary>Orders a larger plan for the rest of the present term.</summary>
    public Task<Order> OrderAsync(long organisationId, Customer customer, Upgrade upgrade, CancellationToken cancel)
    {
        var order = orders.New(organisationId, customer, upgrade.Plan, upgrade.Period.Term, upgrade.Amount, providers.Current.Name);
        (order.Replaces, order.Worth) = (upgrade.Period.OrderId, upgrade.Plan.Price(upgrade.Period.Term)!.Value.Minor);
        return OrderAsync(order, cancel);
    }

    /// <summary>Writes an order down and asks the provider for its payment page.</summary>
    private async Task<Order> OrderAsync(Order order, CancellationToken cancel)
    {
        await orders.AddAsync(order, cancel);
        var opened = await providers.Current.OpenAsync(Checkout.Of(order, server), cancel);
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
