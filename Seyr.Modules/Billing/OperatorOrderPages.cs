using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>One order as an operator sees it: what came in for it, what was given back, and what can be done about it.</summary>
internal sealed class OperatorOrderPages(
    OperatorPages pages, Orders orders, Received received, Refunds refunds, Refunding refunding, HeldPayments held, Users users, Reconciler reconciler)
{
    internal const string Request = "request";
    internal const string Payment = "payment";
    internal const string Amount = "amount";
    internal const string Reason = "reason";
    internal const string Password = "password";
    internal const string RefundField = "refund";
    internal const string GivenBack = "given-back";

    private const int MaxReason = 200;
    private const int LeastId = 16;
    private const int MaxId = 30;

    public async Task ShowAsync(HttpContext context)
    {
        if (await pages.IsForAsync(context) && await FindAsync(context) is { } order)
        {
            await RenderAsync(context, order, new Form(), StatusCodes.Status200OK);
        }
    }

    public async Task AskAsync(HttpContext context)
    {
        if (await pages.IsForAsync(context) && await Form.ReadAsync(context) is not null && await FindAsync(context) is { } order)
        {
            await orders.HurryAsync(order, context.RequestAborted);
            Done(context, order);
        }
    }

    public async Task AcceptAsync(HttpContext context)
    {
        if (await pages.IsForAsync(context) && await Form.ReadAsync(context) is not null && await FindAsync(context) is { } order)
        {
            await held.AcceptAsync(order.TransactionId, context.RequestAborted);
            Done(context, order);
        }
    }

    public async Task RefundAsync(HttpContext context)
    {
        if (!await pages.IsForAsync(context) || await Form.ReadAsync(context) is not { } form || await FindAsync(context) is not { } order)
        {
            return;
        }

        var cancel = context.RequestAborted;
        var payment = (await received.OfAsync(order, cancel)).FirstOrDefault(payment => payment.BankTransactionId == form[Payment]);
        var amount = Billing.Amount.Parse(form[Amount], payment?.Amount?.Currency ?? order.Currency);
        Check(form, payment, amount, order);
        if (form.IsRight && !await users.ConfirmAsync(Sessions.UserId(context), form.Raw(Password), cancel))
        {
            form.Refuse(Password, Users.WrongPassword);
        }

        if (form.IsRight && !await refunds.AskAsync(
            order, payment!, new Refund(form[Request], payment!.BankTransactionId, amount!.Value, form[Reason]), context.User.Identity!.Name!, cancel))
        {
            form.Refuse(Amount, "That is more than is left of this payment.");
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, order, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Done(context, order);
    }

    /// <summary>A person has looked up what became of a refund.</summary>
    public async Task ResolveAsync(HttpContext context)
    {
        if (!await pages.IsForAsync(context) || await Form.ReadAsync(context) is not { } form || await FindAsync(context) is not { } order)
        {
            return;
        }

        if ((await refunds.OfAsync(order.Id, context.RequestAborted)).FirstOrDefault(refund => refund.TransactionId == form[RefundField]) is { } found)
        {
            await refunding.ResolveAsync(found, form[GivenBack] == "yes", context.RequestAborted);
        }

        Done(context, order);
    }

    private static void Check(Form form, ReceivedPayment? payment, Amount? amount, Order order)
    {
        if (payment is null)
        {
            form.Refuse(Payment, "Choose a payment. One that isn't listed the provider doesn't tell of now: try again in a moment.");
        }

        if (amount is not { Minor: > 0 })
        {
            form.Refuse(Amount, $"An amount of {payment?.Amount?.Currency ?? order.Currency} such as 990.00, exact to its minor unit.");
        }

        form.Check(Reason, static text => text.Length is 0 or > MaxReason || text.Any(char.IsControl) ? $"1 to {MaxReason} characters in one line." : null);
        form.Check(Request, static text => text.Length is < LeastId or > MaxId || !text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? "Load the page again." : null);
    }

    private void Done(HttpContext context, Order order)
    {
        reconciler.Wake();
        Frame.SeeOther(context, OperatorPages.PathOf(order));
    }

    private async Task<Order?> FindAsync(HttpContext context)
    {
        var order = await orders.FindAsync((string)context.Request.RouteValues["transaction"]!, context.RequestAborted);
        if (order is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return order;
    }

    private async Task RenderAsync(HttpContext context, Order order, Form form, int status)
    {
        var payments = await received.OfAsync(order, context.RequestAborted);
        var given = await refunds.OfAsync(order.Id, context.RequestAborted);
        await Frame.RenderAsync(
            context, Pages.OperatorOrder.Create(OperatorOrderPage.Of(Frame.For(context, $"Order {order.Id}"), order, form, payments, given)), status);
    }
}
