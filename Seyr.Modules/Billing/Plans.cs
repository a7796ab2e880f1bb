namespace Seyr.Billing;

/// <summary>The plans that the configuration has.</summary>
internal sealed class Plans(BillingOptions options)
{
    private readonly Plan[] all = [.. options.Plans.Select(plan => new Plan(
        plan.Name, plan.Title, plan.MonthlyEvents, plan.Quota, Amount.Parse(plan.PerMonth, options.Currency), Amount.Parse(plan.PerYear, options.Currency))
    {
        Sites = plan.Sites, Members = plan.Members, RetentionMonths = plan.RetentionMonths,
    })];

    /// <summary>All of them, in the configuration's order.</summary>
    public IReadOnlyList<Plan> All => all;

    /// <summary>What an organisation has that pays for none.</summary>
    public Plan Free => all.Single(static plan => plan.IsFree);

    /// <summary>Null: there is none of this name.</summary>
    public Plan? Find(string name) => all.FirstOrDefault(plan => plan.Name == name);
}
