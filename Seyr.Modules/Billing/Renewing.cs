using Microsoft.Extensions.Logging;
using Seyr.Identity;
using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>
/// Renews plans by their owners' cards. A charge is written down, made, and then asked about as any payment: what the provider answers to it is a hint. One
/// whose answer is lost is asked about before anything else, and only what the provider knows nothing of is charged again, as the same attempt of the same order.
/// </summary>
internal sealed partial class Renewing(
    Renewals renewals, Periods periods, Orders orders, NextTerms nextTerms, Cards cards, Providers providers, Settlement settlement, Organisations organisations, Users users,
    Uri server, TimeProvider clock, ILogger<Renewing> log)
{
    /// <summary>Begins all that are to be, and goes on with all that are due, until the provider gives no answer: the others then wait for the next time.</summary>
    public async Task RunDueAsync(CancellationToken cancel)
    {
        var now = Now();
        foreach (var period in await periods.EndingAsync(now - (long)Periods.Grace.TotalMilliseconds, now - RenewalTimes.First(0), cancel))
        {
            await BeginAsync(period, cancel);
        }

        while (await renewals.ClaimAsync(Reconciler.Claim, cancel) is { } renewal)
        {
            if (!await GoOnAsync(renewal, cancel))
            {
                return;
            }
        }
    }

    private async Task BeginAsync(Period period, CancellationToken cancel)
    {
        if (await nextTerms.OfAsync(period, cancel) is { Why: null, Plan: { } plan } && await renewals.OfAsync(period.OrderId, cancel) is null
            && !await renewals.IsChargingAsync(period.OrganisationId, cancel)
            && await organisations.OwnerAsync(period.OrganisationId, cancel) is { } owner && await orders.FindAsync(period.OrderId, cancel) is { } last)
        {
            var customer = new Customer(await users.EmailOfAsync(owner, cancel), last.Buyer);
            var order = orders.New(period.OrganisationId, customer, plan, period.Term, period.Price, providers.Current.Name);
            order.Renews = period.OrderId;
            await renewals.AddAsync(order, cancel);
        }
    }

    /// <returns>False: the provider gives no answer.</returns>
    private async Task<bool> GoOnAsync(StoredRenewal renewal, CancellationToken cancel)
    {
        var known = renewal.IsCharging ? await settlement.SettleAsync(renewal.TransactionId, cancel) : Verdict.Unknown;
        if (await IsOverAsync(renewal, cancel))
        {
            await renewals.EndAsync(renewal, cancel);
        }
        else if (known is Verdict.Unknown or Verdict.Failed && await ChargeAsync(renewal, cancel) is { } answer)
        {
            return await AnsweredAsync(renewal, answer, cancel);
        }
        else
        {
            await renewals.PutOffAsync(renewal, cancel);
        }

        return known != Verdict.Unavailable;
    }

    /// <returns>What the provider says to it; null: nothing is charged now.</returns>
    private async Task<Verdict?> ChargeAsync(StoredRenewal renewal, CancellationToken cancel)
    {
        if (await periods.LastAsync(renewal.OrganisationId, cancel) is not { } last || last.OrderId != renewal.Renews
            || await nextTerms.OfAsync(last, cancel) is not { Why: null, Card: { } card } || cards.Open(card) is not { } token
            || await orders.FindAsync(renewal.TransactionId, cancel) is not { } order || order.Provider != card.Provider || order.Amount != last.Price
            || await renewals.AttemptAsync(renewal, card, cancel) is not { } attempt)
        {
            return null;
        }

        renewal.IsCharging = true;
        return await providers.Current.ChargeAsync(new Charge(Checkout.Of(order, server), attempt, token), cancel);
    }

    private async Task<bool> AnsweredAsync(StoredRenewal renewal, Verdict answer, CancellationToken cancel)
    {
        var known = await settlement.SettleAsync(renewal.TransactionId, cancel);
        if (await IsOverAsync(renewal, cancel))
        {
            await renewals.EndAsync(renewal, cancel);
        }
        else if (answer == Verdict.Failed && known is Verdict.Failed or Verdict.Unknown)
        {
            await renewals.DeclinedAsync(renewal, cancel);
            Declined(renewal.OrderId);
        }
        else
        {
            await renewals.PutOffAsync(renewal, cancel);
        }

        return answer != Verdict.Unavailable && known != Verdict.Unavailable;
    }

    private async Task<bool> IsOverAsync(StoredRenewal renewal, CancellationToken cancel) =>
        Now() >= renewal.UntilAt + (long)Periods.Grace.TotalMilliseconds || await renewals.OfAsync(renewal.Renews, cancel) is not { IsTaken: false };

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Information, Message = "The card of order {Id} was declined.")]
    private partial void Declined(long id);
}
