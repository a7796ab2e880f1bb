using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>
/// Tells what a card may be charged with: what its owner has agreed to by buying it, and nothing else. A plan that isn't sold any more, or for another
/// price, is for the owner to buy again. Once a card's owner doesn't own the organisation any more, it is removed.
/// </summary>
internal sealed class NextTerms(Cards cards, Plans plans, Providers providers, Organisations organisations)
{
    /// <summary>Null: there is no card.</summary>
    public async Task<NextTerm?> OfAsync(Period last, CancellationToken cancel)
    {
        if (await cards.OfAsync(last.OrganisationId, cancel) is not { } card)
        {
            return null;
        }

        if (await organisations.OwnerAsync(last.OrganisationId, cancel) != card.UserId)
        {
            await cards.RemoveAsync(last.OrganisationId, cancel);
            return null;
        }

        var plan = plans.Find(last.Plan);
        return new NextTerm(card, plan, Why(card, plan, last));
    }

    private string? Why(Card card, Plan? plan, Period last) =>
        plan?.Price(last.Term) is not { } price ? $"{last.Title} isn't sold by the {last.TermName} any more, so your card {card.Label} isn't charged."
        : price != last.Price ? $"{last.Title} costs {price} a {last.TermName} now. Your card {card.Label} isn't charged another price than the {last.Price} that you agreed to."
        : card.Provider != providers.Current.Name || !providers.Current.Capabilities.StoredCharge || cards.Open(card) is null ? $"Your card {card.Label} can't be charged any more."
        : null;
}
