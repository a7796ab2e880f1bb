namespace Seyr.Billing;

/// <summary>A card that an organisation's plan is renewed with.</summary>
internal sealed class Card
{
    public long OrganisationId { get; set; }

    /// <summary>Whose it is; nobody else's wish has it charged.</summary>
    public long UserId { get; set; }

    public string Provider { get; set; } = "";

    /// <summary>The provider's word for it, encrypted.</summary>
    public string Token { get; set; } = "";

    /// <summary>As its owner knows it.</summary>
    public string Label { get; set; } = "";
}
