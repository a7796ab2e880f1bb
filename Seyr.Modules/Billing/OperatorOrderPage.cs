using Seyr.Web;

namespace Seyr.Billing;

/// <summary>What an order's page shows to an operator.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Title">Which order.</param>
/// <param name="What">What was ordered, and for how much.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Why">What needs a person; empty: nothing.</param>
/// <param name="Facts">What else is known of it, by name.</param>
/// <param name="Path">Its address, to which what is done about it is posted.</param>
/// <param name="CanAsk">Whether the provider may have something new to say.</param>
/// <param name="CanAccept">Whether it can be taken though it is risky.</param>
/// <param name="Payments">What came in for it.</param>
/// <param name="Refunds">What was given back of it, or is to be.</param>
/// <param name="Form">What was typed.</param>
public sealed record OperatorOrderPage(
    Frame Frame, string Title, string What, string Status, string Why, IReadOnlyList<(string Name, string Value)> Facts, string Path, bool CanAsk, bool CanAccept,
    IReadOnlyList<ReceivedLine> Payments, IReadOnlyList<RefundLine> Refunds, Form Form)
{
    /// <summary>Of which something is left.</summary>
    internal IReadOnlyList<ReceivedLine> Left => [.. Payments.Where(static payment => payment.Left.Length > 0)];

    internal IEnumerable<FieldModel> Fields =>
    [
        new(Form, OperatorOrderPages.Amount, "Amount", Hint: "All of it, or a part."),
        new(Form, OperatorOrderPages.Reason, "Reason", Hint: "The customer and the provider read it."),
        new(Form, OperatorOrderPages.Password, "Your password", "password", "current-password"),
    ];

    internal static OperatorOrderPage Of(Frame frame, Order order, Form form, IReadOnlyList<ReceivedPayment> payments, IReadOnlyList<StoredRefund> refunds)
    {
        var lines = payments.Select(payment => ReceivedLine.Of(payment, refunds)).ToList();
        if (form[OperatorOrderPages.Request].Length == 0)
        {
            var first = lines.Find(static line => line.Left.Length > 0);
            form.With(OperatorOrderPages.Request, Orders.NewId()).With(OperatorOrderPages.Payment, first?.Id ?? "").With(OperatorOrderPages.Amount, first?.Left ?? "");
        }

        var isHeld = order.Status is OrderStatus.Review or OrderStatus.Mismatch;
        return new OperatorOrderPage(
            frame, $"Order {order.Id}", $"{order.Product}, {order.Amount}", OperatorPage.Word(order.Status), isHeld || order.Status == OrderStatus.Paid ? order.Why : "",
            [
                ("Buyer", order.BuyerName), ("Ordered by", order.Email), ("On", Dates.Day(order.CreatedAt)), ("At the provider", order.TransactionId),
                .. !isHeld && order.Status != OrderStatus.Paid && order.Why.Length > 0 ? new[] { ("The provider says", order.Why) } : [],
            ],
            OperatorPages.PathOf(order), order.Status != OrderStatus.Paid,
            order.Status == OrderStatus.Review && !order.IsAccepted && refunds.All(static refund => refund.Status == RefundStatus.Refused),
            lines, [.. refunds.Select(RefundLine.Of)], form);
    }
}
