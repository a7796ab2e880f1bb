using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Seyr.Identity.Mail;

namespace Seyr.Billing;

/// <summary>Tells whoever runs the server of a payment that needs a person.</summary>
internal sealed partial class Alerts(BillingOptions options, Outbox outbox, ILogger<Alerts> log)
{
    /// <summary>Adds it within the transaction that finds it; wake the outbox when that is committed.</summary>
    public async Task AddAsync(DbTransaction transaction, Order order, string why)
    {
        NeedsSomebody(order.Id, why);
        if (options.AlertTo.Length > 0)
        {
            var id = order.Id.ToString(CultureInfo.InvariantCulture);
            await outbox.AddAsync(transaction, new Letter(
                options.AlertTo, $"Payment of order {id} needs you",
                [$"Order {id} ({order.TransactionId}): {why}", "Look it up at the provider by that id. \"seyr payments\" lists all that wait for somebody."],
                options.Operators.Length > 0 ? "The payment" : "", OperatorPages.PathOf(order)));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The payment of order {Id} needs a person. {Why}")]
    private partial void NeedsSomebody(long id, string why);
}
