using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>How an order stands: where customers are sent from, and where they come back to, signed in or not. It only reads.</summary>
internal sealed class OrderPages(Orders orders, Providers providers)
{
    public const string Route = "/billing/orders/{transaction}";

    private const string Go = "go";
    private const int RefreshSeconds = 3;

    public static string PathOf(Order order) => $"/billing/orders/{order.TransactionId}";

    /// <summary>The same, on the way to the payment page.</summary>
    public static string GoPath(Order order) => $"{PathOf(order)}?{Go}";

    public async Task ShowAsync(HttpContext context)
    {
        if (await orders.FindAsync((string)context.Request.RouteValues["transaction"]!, context.RequestAborted) is not { } order)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var page = OrderPage.Of(Frame.For(context, "Payment"), order, providers.Of(order)?.Title ?? order.Provider, context.Request.Query.ContainsKey(Go));
        if (page.IsLeaving)
        {
            context.Response.Headers["Refresh"] = $"0; url={order.Page}";
        }
        else if (page.IsWaiting)
        {
            context.Response.Headers["Refresh"] = RefreshSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await Frame.RenderAsync(context, Pages.OrderState.Create(page));
    }
}

/// <summary>What the page of an order shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Title">In short.</param>
/// <param name="Text">What it means.</param>
/// <param name="What">What was ordered.</param>
/// <param name="Amount">For how much.</param>
/// <param name="Provider">Who takes the money.</param>
/// <param name="Page">Where to pay; empty: nowhere now.</param>
/// <param name="Back">The organisation's page of plans.</param>
/// <param name="IsWaiting">Whether it may change by itself any moment.</param>
/// <param name="IsLeaving">Whether the browser is on its way to the payment page.</param>
public sealed record OrderPage(Frame Frame, string Title, string Text, string What, string Amount, string Provider, string Page, string Back, bool IsWaiting, bool IsLeaving)
{
    internal static OrderPage Of(Frame frame, Order order, string provider, bool isGoing)
    {
        var isOpen = order.Status is OrderStatus.Created or OrderStatus.Pending;
        var isLeaving = isGoing && isOpen && order.Page.Length > 0;
        var (title, text) = Words(order, isLeaving, provider);
        return new OrderPage(
            frame, title, text, order.Product, order.Amount.ToString(), provider, isOpen || order.Status is OrderStatus.Failed or OrderStatus.Cancelled ? order.Page : "",
            BillingPages.PathOf(order.OrganisationId), isOpen && !isLeaving, isLeaving);
    }

    private static (string Title, string Text) Words(Order order, bool isLeaving, string provider) => order.Status switch
    {
        _ when isLeaving => ($"To {provider}", "Your browser goes on to the payment page by itself."),
        OrderStatus.Paid => ("Paid", "Thank you. The receipt is on its way to you by mail."),
        OrderStatus.Failed => ("Not paid", "The payment did not go through, and nothing was bought. You may try again."),
        OrderStatus.Cancelled => ("Cancelled", "You turned back, and nothing was bought."),
        OrderStatus.Expired => ("Not paid", "Nothing was paid in time. Order again when you like."),
        OrderStatus.Refused => ("No payment page", "The payment provider did not take this order, and nothing was paid. Whoever runs this server finds the reason in its log."),
        OrderStatus.Review or OrderStatus.Mismatch => ("Being looked at", "The payment arrived, and somebody has to look at it before your plan begins. Don't pay again."),
        _ => (
            "Waiting for the payment",
            $"{provider} has not confirmed it yet. This page looks again by itself every few seconds; you may also leave, and get the receipt by mail."),
    };
}
