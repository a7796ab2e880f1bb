namespace Seyr.Billing;

/// <summary>A card that its provider can charge again.</summary>
/// <param name="Token">The provider's word for it.</param>
/// <param name="Label">As its owner knows it, such as "Visa … 4242".</param>
internal sealed record KeptCard(string Token, string Label);
