using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>An organisation's plan, what it has used of it, and what it has paid: for its owner alone.</summary>
internal sealed class BillingPages(
    Organisations organisations, OrganisationPlans limits, Usage usage, Plans plans, Trials trials, Periods periods, Orders orders, Invoices invoices, CreditNotes notes,
    Cards cards, NextTerms nextTerms, Renewals renewals, Providers providers, Ordering ordering, Cancellation cancellation, OrganisationLocks locks,
    BillingOptions options, Throttle throttle, TimeProvider clock)
{
    public const string Route = "/organisations/{id:long}/billing";
    public const string CancelRoute = Route + "/cancel";
    public const string KeepRoute = Route + "/keep";
    public const string RemoveCardRoute = Route + "/remove-card";

    internal const string Choice = "choice";
    internal const string KeepCard = "keep-card";

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
        var chosen = await ChosenAsync(organisation.Id, form[Choice], context.RequestAborted);
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

        Frame.SeeOther(context, OrderPages.GoPath(await chosen!(new Customer(context.User.Identity!.Name!, buyer, CardOf(context, form)))));
    }

    public Task CancelAsync(HttpContext context) => EndAsync(context, isCancelled: true);

    public Task KeepAsync(HttpContext context) => EndAsync(context, isCancelled: false);

    /// <summary>Removes the card, at once and for good.</summary>
    public async Task RemoveCardAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } organisation && await Form.ReadAsync(context) is not null)
        {
            await cards.RemoveAsync(organisation.Id, context.RequestAborted);
            Frame.SeeOther(context, PathOf(organisation.Id));
        }
    }

    /// <summary>The least that can be paid at once.</summary>
    private Amount Least => Amount.Parse(options.LeastCharge, options.Currency)!.Value;

    /// <summary>An organisation's page of plans.</summary>
    public static string PathOf(long organisationId) => string.Create(CultureInfo.InvariantCulture, $"/organisations/{organisationId}/billing");

    /// <summary>Orders what was chosen; null: that can't be had.</summary>
    private async Task<Func<Customer, Task<Order>>?> ChosenAsync(long organisationId, string choice, CancellationToken cancel)
    {
        if (choice.Split(':') is not [var name, var term])
        {
            return null;
        }

        if (name == Upgrade.Prefix)
        {
            var found = (await UpgradesAsync(organisationId, cancel)).FirstOrDefault(upgrade => upgrade.Plan.Name == term);
            return found is null ? null : customer => ordering.OrderAsync(organisationId, customer, found, cancel);
        }

        return plans.Find(name) is { } plan && Terms.Parse(term) is { } length && plan.Price(length) is { } price
            ? customer => ordering.OrderAsync(organisationId, customer, plan, length, price, cancel) : null;
    }

    private async Task<IReadOnlyList<Upgrade>> UpgradesAsync(long organisationId, CancellationToken cancel) =>
        Upgrade.Of(plans, await periods.CurrentAsync(organisationId, cancel), Least, clock.GetUtcNow());

    /// <summary>Whose card is to be kept; null: nobody wants that, or it can't be charged again.</summary>
    private long? CardOf(HttpContext context, Form form) => form[KeepCard].Length > 0 && providers.Current.Capabilities.StoredCharge ? Sessions.UserId(context) : null;

    private async Task EndAsync(HttpContext context, bool isCancelled)
    {
        if (await FindAsync(context) is { } organisation && await Form.ReadAsync(context) is not null)
        {
            await cancellation.SetAsync(organisation.Id, isCancelled, context.RequestAborted);
            Frame.SeeOther(context, PathOf(organisation.Id));
        }
    }

    private async Task<Organisation?> FindAsync(HttpContext context)
    {
        var id = RouteId.Of(context);
        var found = await organisations.FindAsync(Sessions.UserId(context), id, Role.Owner, context.RequestAborted);
        if (found is null)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
        }

        return found;
    }

    private async Task<BillingCard?> CardAsync(Period last, long now, CancellationToken cancel) =>
        await nextTerms.OfAsync(last, cancel) is { } next ? BillingCard.Of(next, last, await renewals.OfAsync(last.OrderId, cancel), now) : null;

    private async Task RenderAsync(HttpContext context, Organisation organisation, Form form, int status)
    {
        var cancel = context.RequestAborted;
        var now = clock.GetUtcNow();
        var last = await periods.LastAsync(organisation.Id, cancel);
        var cycle = await limits.CycleOfAsync(organisation.Id, now, cancel);
        var page = BillingPage.Of(
            Frame.For(context, "Plan and payments"), PathOf(organisation.Id), organisation, form, plans, providers.Current.Title,
            trials.Plan, await trials.UntilAsync(organisation.Id, cancel), await periods.CurrentAsync(organisation.Id, cancel),
            last, await locks.OfAsync(organisation.Id, cancel), await UpgradesAsync(organisation.Id, cancel),
            await usage.OfAsync(organisation.Id, cycle, cancel), cycle, await limits.LimitOfAsync(organisation.Id, cancel), now);
        await Frame.RenderAsync(
            context,
            Pages.PlanAndPayments.Create(page with
            {
                TooSmall = [.. Upgrade.TooSmall(plans, await periods.CurrentAsync(organisation.Id, cancel), Least, now).Select(upgrade => BillingPage.Says(upgrade, Least))],
                CanKeepCard = providers.Current.Capabilities.StoredCharge,
                Card = last is null ? null : await CardAsync(last, now.ToUnixTimeMilliseconds(), cancel),
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
