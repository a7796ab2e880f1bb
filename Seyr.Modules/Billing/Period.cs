using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>A time that was paid for.</summary>
internal sealed class Period
{
    public long OrderId { get; set; }

    public long OrganisationId { get; set; }

    /// <summary>The plan's name.</summary>
    public string Plan { get; set; } = "";

    /// <summary>When the first of the periods began that follow one another without a gap.</summary>
    public long AnchorAt { get; set; }

    /// <summary>Months from the anchor to this one's end.</summary>
    public int Months { get; set; }

    public long FromAt { get; set; }

    public long UntilAt { get; set; }

    /// <summary>The plan's title, of its order.</summary>
    public string Title { get; set; } = "";

    public long MonthlyEvents { get; set; }

    public string Quota { get; set; } = "";

    public int Sites { get; set; }

    public int Members { get; set; }

    public int RetentionMonths { get; set; }

    /// <summary>When it was cancelled: nothing is to follow it. Null: it wasn't.</summary>
    public long? CancelledAt { get; set; }

    public string TermName { get; set; } = "";

    /// <summary>What a term of its plan costs, in minor units.</summary>
    public long Worth { get; set; }

    public string Currency { get; set; } = "";

    /// <summary>The same as an amount.</summary>
    public Amount Price => new(Worth, Currency);

    public Term Term => Terms.Parse(TermName) ?? Term.Month;

    /// <summary>When the whole term began; earlier than this period, where that is only the rest of one.</summary>
    public long TermFromAt => DateTimeOffset.FromUnixTimeMilliseconds(AnchorAt).AddMonths(Months - Terms.Months(Term)).ToUnixTimeMilliseconds();

    /// <summary>For how long after its end it still holds.</summary>
    public long GraceMs => CancelledAt is null ? (long)Periods.Grace.TotalMilliseconds : 0;

    /// <summary>What it lets the organisation have.</summary>
    public PlanTerms Allows => new(Title, MonthlyEvents, Quota, Sites, Members, RetentionMonths);
}
