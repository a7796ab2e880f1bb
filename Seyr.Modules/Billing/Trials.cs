using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>The plan that new organisations have for a while without paying, counted from when they were made.</summary>
internal sealed class Trials(BillingOptions options, Plans plans, OrganisationPlans organisations, TimeProvider clock)
{
    /// <summary>The plan on trial; null: there is none.</summary>
    public Plan? Plan => plans.Find(options.Trial);

    /// <summary>Has trials begin and end whose time has come.</summary>
    public async Task TurnAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await organisations.EndTrialsAsync(now, cancel);
        if (Plan is { } plan)
        {
            await organisations.BeginTrialsAsync(now, TimeSpan.FromDays(options.TrialDays), plan.Allows, cancel);
        }
    }

    /// <summary>Until when an organisation is on trial; null: it isn't.</summary>
    public async Task<long?> UntilAsync(long organisationId, CancellationToken cancel) =>
        await organisations.TrialUntilAsync(organisationId, cancel) is { } until && until > clock.GetUtcNow().ToUnixTimeMilliseconds() ? until : null;
}
