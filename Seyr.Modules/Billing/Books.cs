using System.Globalization;
using Dapper;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>Who has which plan, and uses how much of it.</summary>
internal sealed class Books(RelationalStore store, OrganisationOverview organisations, Plans plans, TimeProvider clock)
{
    /// <summary>Those that have used the most this month.</summary>
    public async Task<IReadOnlyList<BooksLine>> AllAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var time = now.ToUnixTimeMilliseconds();
        await using var connection = await store.OpenAsync(cancel);
        var periods = new Dictionary<long, Period>();
        foreach (var period in await connection.QueryAsync<Period>(
            """
            select subscriptions.organisation_id as OrganisationId, title, until_at as UntilAt from subscriptions join orders on orders.id = order_id
            where from_at <= @time and until_at > @since order by from_at
            """,
            new { time, since = time - (long)Periods.Grace.TotalMilliseconds }))
        {
            periods[period.OrganisationId] = period;
        }

        return [.. (await organisations.MostUsedAsync(now, cancel))
            .Select(summary => Line(summary, periods.GetValueOrDefault(summary.Id), time))];
    }

    private BooksLine Line(OrganisationSummary summary, Period? period, long time) => new(
        summary.Name,
        period?.Title ?? (summary.TrialUntil > time ? "Trial" : plans.Free.Title),
        period is not null ? $"{(period.UntilAt > time ? "until" : "ended on")} {Dates.Day(period.UntilAt)}"
        : summary.TrialUntil is { } until && until > time ? $"until {Dates.Day(until)}" : "",
        Number(summary.Events),
        summary.MonthlyEvents == 0 ? "without a limit" : $"of {Number(summary.MonthlyEvents)}",
        Number(summary.Sites));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>An organisation's line.</summary>
public sealed record BooksLine(string Name, string Plan, string Until, string Used, string Limit, string Sites);
