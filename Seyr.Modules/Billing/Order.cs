using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>A plan that somebody wants to pay for a term, with all that it was on that day.</summary>
internal sealed class Order
{
    public long Id { get; set; }

    /// <summary>By which the provider knows it, and who has paid sees how it stands: nobody can guess it.</summary>
    public string TransactionId { get; set; } = "";

    public long OrganisationId { get; set; }

    /// <summary>Who gets the receipt.</summary>
    public string Email { get; set; } = "";

    public string Plan { get; set; } = "";

    public string Title { get; set; } = "";

    public long MonthlyEvents { get; set; }

    public string Quota { get; set; } = "";

    public int Sites { get; set; }

    public int Members { get; set; }

    public int RetentionMonths { get; set; }

    public string TermName { get; set; } = "";

    public long Minor { get; set; }

    /// <summary>What the whole term costs; more than was paid where it is only the rest of one that is upgraded.</summary>
    public long Worth { get; set; }

    /// <summary>The order whose term goes on under this one's plan; null: it is for a term of its own.</summary>
    public long? Replaces { get; set; }

    /// <summary>The order whose term it follows by itself, with a card that is kept; null: somebody has ordered it.</summary>
    public long? Renews { get; set; }

    /// <summary>The user who wants the card kept that it is paid with; null: nobody does.</summary>
    public long? CardUserId { get; set; }

    public string Currency { get; set; } = "";

    public string Provider { get; set; } = "";

    public string SessionKey { get; set; } = "";

    /// <summary>The payment page; empty: none is known.</summary>
    public string Page { get; set; } = "";

    public string Status { get; set; } = "";

    public string Why { get; set; } = "";

    /// <summary>Whether a person has looked at it, though the provider finds it risky.</summary>
    public bool IsAccepted { get; set; }

    public long CreatedAt { get; set; }

    public long? CheckAt { get; set; }

    public string BuyerName { get; set; } = "";

    public string BuyerAddress { get; set; } = "";

    public string BuyerCity { get; set; } = "";

    public string BuyerPostcode { get; set; } = "";

    public string BuyerCountry { get; set; } = "";

    public string BuyerPhone { get; set; } = "";

    public string BuyerTaxId { get; set; } = "";

    public Amount Amount => new(Minor, Currency);

    public Term Term => Terms.Parse(TermName) ?? Term.Month;

    public Buyer Buyer => new(BuyerName, BuyerAddress, BuyerCity, BuyerPostcode, BuyerCountry, BuyerPhone, BuyerTaxId);

    /// <summary>What it lets the organisation have.</summary>
    public PlanTerms Allows => new(Title, MonthlyEvents, Quota, Sites, Members, RetentionMonths);

    /// <summary>What stands on the payment page and on the invoice.</summary>
    public string Product => Replaces is null ? $"{Title}, a {TermName}" : $"Upgrade to {Title} for the rest of a {TermName}";
}
