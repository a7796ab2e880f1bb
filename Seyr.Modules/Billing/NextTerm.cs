namespace Seyr.Billing;

/// <summary>What a card is to pay by itself: the plan of the last paid term, for as long again and for the same price.</summary>
/// <param name="Card">The card.</param>
/// <param name="Plan">The plan as it is now; null: it is none any more.</param>
/// <param name="Why">Why nothing is charged, as its owner reads it; null: it is.</param>
internal sealed record NextTerm(Card Card, Plan? Plan, string? Why);
