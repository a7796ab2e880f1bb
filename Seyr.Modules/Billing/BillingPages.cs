using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>An organisation's plan, what it has used of it, and what it has paid: for its owner alone.</summary>
internal sealed class BillingPages(
    Organisations organisations, OrganisationPlans limits, Usage usage, Plans plans, Trials trials, Periods periods, Orders orders, Invoices invoices, CreditNotes notes,
    Providers providers, Ordering ordering, Throttle throttle, TimeProvider clock)
{
    public const string Route = "/organisations/{id:long}/billing";

    internal const string Choice = "choice";

    private static readonly Limit OrderLimit = new("order", 20, TimeSpan.FromMinutes(1));

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } organisation)
        {
            var last = (await orders.OfAsync(organisation.Id, context.RequestAborted)).FirstOrDefault();
            await RenderAsync(context, organisation, BuyerForm.Fill(new Form(), last?.Buyer, organisation.Name), StatusCodes.Status200OK);
        }
    }

    public async Task OrderAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } organisation || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var buyer = BuyerForm.Read(form);
        var chosen = form[Choice].Split(':') is [var name, var term] && plans.Find(name) is { } plan && Terms.Parse(term) is { } length && plan.Price(length) is { } price
            ? (plan, length, price) : ((Plan Plan, Term Term, Amount Price)?)null;
        if (chosen is null)
        {
            form.Refuse(Choice, "Choose one.");
        }
        else if (form.IsRight && !throttle.TryTake(OrderLimit, organisation.Id.ToString(CultureInfo.InvariantCulture)))
        {
            form.Refuse(Choice, "So many orders were made just now. Wait a few minutes.");
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, organisation, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        var (what, duration, amount) = chosen!.Value;
        var order = await ordering.OrderAsync(organisation.Id, context.User.Identity!.Name!, what, duration, amount, buyer, context.RequestAborted);
        Frame.SeeOther(context, OrderPages.GoPath(order));
    }

    /// <summary>An organisation's page of plans.</summary>
    public static string PathOf(long organisationId) => string.Create(CultureInfo.InvariantCulture, $"/organisations/{organisationId}/billing");

    private async Task<Organisation?> FindAsync(HttpContext context)
    {
        var id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        var found = await organisations.FindAsync(Sessions.UserId(context), id, Role.Owner, context.RequestAborted);
        if (found is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return found;
    }

    private async Task RenderAsync(HttpContext context, Organisation organisation, Form form, int status)
    {
        var cancel = context.RequestAborted;
        var now = clock.GetUtcNow();
        var page = BillingPage.Of(
            Frame.For(context, "Plan and payments"), PathOf(organisation.Id), organisation, form, plans, providers.Current.Title,
            trials.Plan, await trials.UntilAsync(organisation.Id, cancel), await periods.CurrentAsync(organisation.Id, cancel),
            await periods.PaidUntilAsync(organisation.Id, cancel),
            await usage.OfAsync(organisation.Id, Usage.MonthOf(now.ToUnixTimeSeconds()), cancel), await limits.LimitOfAsync(organisation.Id, cancel), now);
        await Frame.RenderAsync(
            context,
            Pages.PlanAndPayments.Create(page with
            {
                Orders = [.. (await orders.OfAsync(organisation.Id, cancel)).Select(static order => new BillingLine(
                    order.Product, Dates.Day(order.CreatedAt), order.Amount.ToString(), BillingPage.Word(order.Status), OrderPages.PathOf(order)))],
                Invoices = [.. (await invoices.OfAsync(organisation.Id, cancel)).Select(static invoice => new BillingLine(
                    invoice.Line, Dates.Day(invoice.IssuedAt), invoice.Amount.ToString(), invoice.Name, Invoices.Path(invoice)))],
                CreditNotes = [.. (await notes.OfAsync(organisation.Id, cancel)).Select(static note => new BillingLine(
                    note.Line, Dates.Day(note.IssuedAt), note.Amount.ToString(), note.Name, CreditNotes.Path(note)))],
            }),
            status);
    }
}
