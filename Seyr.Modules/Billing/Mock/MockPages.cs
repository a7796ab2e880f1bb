using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Billing.Mock;

/// <summary>The mock's payment page, on which a developer says what happens.</summary>
internal sealed class MockPages(MockProvider provider, Orders orders, Callbacks callbacks, Reconciler reconciler)
{
    public const string Path = "/billing/mock/";
    public const string Route = Path + "{transaction}";

    internal const string Choice = "choice";

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } session)
        {
            var (amount, keepsCard) = (session.Checkout.Amount.ToString(), session.Checkout.KeepsCard);
            await Frame.RenderAsync(context, Pages.MockPayment.Create(new MockPage(Frame.For(context, "Mock payment"), amount, keepsCard)));
        }
    }

    public async Task ChooseAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } session || await Form.ReadAsync(context) is not { } posted)
        {
            return;
        }

        var id = session.Checkout.TransactionId;
        var choice = posted[Choice];
        Act(session, choice);
        if (choice != MockPage.Unheard && await orders.FindAsync(id, context.RequestAborted) is { } order)
        {
            var word = choice == MockPage.Cancel ? "CANCELLED" : session.Payment is null ? "FAILED" : "VALID";
            var callback = new Callback(id, word, session.Payment?.ValidationId ?? "", IsSigned: true);
            var form = new Dictionary<string, string> { ["choice"] = choice, ["val_id"] = callback.ValidationId };
            await callbacks.AddAsync(order, Channel.Ipn, callback, form, context.RequestAborted);
            reconciler.Wake();
        }

        Frame.SeeOther(context, $"/billing/orders/{id}");
    }

    private static void Act(MockSession session, string choice)
    {
        var asked = session.Checkout.Amount;
        switch (choice)
        {
            case MockPage.Pay or MockPage.Unheard:
                session.Pay();
                break;
            case MockPage.PayOnce:
                session.Pay(card: MockSession.BadCard);
                break;
            case MockPage.PayTooLittle:
                session.Pay(asked with { Minor = asked.Minor - 1 });
                break;
            case MockPage.PayRisky:
                session.Pay(isRisky: true);
                break;
            case MockPage.Fail:
                session.Fail();
                break;
        }
    }

    private async Task<MockSession?> FindAsync(HttpContext context)
    {
        var session = provider.Find((string)context.Request.RouteValues["transaction"]!);
        if (session is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return session;
    }
}
