namespace Seyr.Billing;

/// <summary>How an organisation's subscription stands.</summary>
internal enum Standing
{
    /// <summary>It pays for no plan, and never has.</summary>
    Free,

    /// <summary>It has a plan for a while without paying.</summary>
    Trial,

    /// <summary>It has paid.</summary>
    Active,

    /// <summary>What it has paid for is over, and the plan still holds for a few days.</summary>
    PastDue,

    /// <summary>Its dashboards are locked, since it was beyond its limit too often.</summary>
    Restricted,

    /// <summary>It has paid, and doesn't want to go on.</summary>
    Cancelled,

    /// <summary>What it has paid for is over.</summary>
    Expired,
}

/// <summary>Tells how a subscription stands, and in which words.</summary>
internal static class Standings
{
    public static Standing Of(Period? current, long? trialUntil, bool isLocked, long? paidUntil, long now) =>
        isLocked ? Standing.Restricted
        : current is not null ? current.UntilAt <= now ? Standing.PastDue : current.CancelledAt is null ? Standing.Active : Standing.Cancelled
        : trialUntil is not null ? Standing.Trial
        : paidUntil is not null ? Standing.Expired : Standing.Free;

    public static string Word(Standing standing) => standing == Standing.PastDue ? "Past due" : standing.ToString();
}
