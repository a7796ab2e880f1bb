using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>For whoever runs this for others: which payments need a person, what is given back, who pays for what. To everybody else it isn't there.</summary>
internal sealed class OperatorPages(BillingOptions options, HeldPayments held, Refunds refunds, Orders orders, Books books, Reconciler reconciler)
{
    public const string Route = "/operator";
    public const string OrderRoute = Route + "/orders/{transaction}";

    private const string Asked = "asked";

    private readonly HashSet<string> operators = [.. Split(options.Operators).Select(Users.Normal)];

    /// <summary>An order's page.</summary>
    public static string PathOf(Order order) => PathOf(order.TransactionId);

    /// <inheritdoc cref="PathOf(Order)"/>
    public static string PathOf(string transactionId) => $"{Route}/orders/{transactionId}";

    /// <summary>The addresses of a list with commas.</summary>
    public static IEnumerable<string> Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether who is signed in is an operator; else the answer is written. No account has an address that wasn't confirmed.</summary>
    public async Task<bool> IsForAsync(HttpContext context)
    {
        var isFor = operators.Contains(context.User.Identity?.Name ?? "");
        if (!isFor)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return isFor;
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (!await IsForAsync(context))
        {
            return;
        }

        var cancel = context.RequestAborted;
        await Frame.RenderAsync(context, Pages.Operator.Create(new OperatorPage(
            Frame.For(context, "Payments and organisations"), context.Request.Query.ContainsKey(Asked),
            [.. (await held.AllAsync(cancel)).Select(static payment => new BillingLine(
                $"Order {payment.OrderId}", payment.Why, "", OperatorPage.Word(payment.Status), PathOf(payment.TransactionId)))],
            [.. (await refunds.OpenAsync(cancel)).Select(static refund => new BillingLine(
                refund.Reason, Dates.Day(refund.AskedAt), refund.Amount.ToString(), OperatorPage.RefundWord(refund.Status), PathOf(refund.OrderTransactionId)))],
            [.. (await orders.LastAsync(cancel)).Select(static order => new BillingLine(
                $"{order.BuyerName}: {order.Product}", Dates.Day(order.CreatedAt), order.Amount.ToString(), OperatorPage.Word(order.Status), PathOf(order)))],
            await books.AllAsync(cancel))));
    }

    /// <summary>Has providers asked about all that is open.</summary>
    public async Task AskAsync(HttpContext context)
    {
        if (!await IsForAsync(context) || await Form.ReadAsync(context) is null)
        {
            return;
        }

        await orders.HurryAsync(context.RequestAborted);
        await refunds.HurryAsync(context.RequestAborted);
        reconciler.Wake();
        Frame.SeeOther(context, $"{Route}?{Asked}");
    }
}
