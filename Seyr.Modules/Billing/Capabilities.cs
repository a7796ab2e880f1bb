namespace Seyr.Billing;

/// <summary>What a provider can.</summary>
/// <param name="StoredCharge">Charge a card again without its owner.</param>
/// <param name="Least">The smallest amount that it takes; null: any.</param>
internal sealed record Capabilities(bool StoredCharge, Amount? Least);
