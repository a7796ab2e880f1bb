namespace Seyr.Billing;

/// <summary>A paid term's renewal, and how far it is.</summary>
internal sealed class StoredRenewal
{
    /// <summary>The order that it is.</summary>
    public long OrderId { get; set; }

    public string TransactionId { get; set; } = "";

    /// <summary>Where the order stands.</summary>
    public string Status { get; set; } = "";

    public long OrganisationId { get; set; }

    /// <summary>The order whose term it renews.</summary>
    public long Renews { get; set; }

    /// <summary>When that term ends.</summary>
    public long UntilAt { get; set; }

    /// <summary>How often the card was charged.</summary>
    public long Attempts { get; set; }

    /// <summary>Whether what became of the last attempt isn't known.</summary>
    public bool IsCharging { get; set; }

    /// <summary>The card of the last attempt.</summary>
    public string Label { get; set; } = "";

    /// <summary>When a card was declined last; null: never.</summary>
    public long? DeclinedAt { get; set; }

    /// <summary>When it goes on, or how long somebody has it claimed; null: not again.</summary>
    public long? NextAt { get; set; }

    /// <summary>Whether nothing more is to be charged: it is paid, or a person looks at what was paid.</summary>
    public bool IsTaken => Status is OrderStatus.Paid or OrderStatus.Review or OrderStatus.Mismatch;
}
