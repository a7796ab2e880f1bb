using System.Globalization;
using NodaTime;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>
/// Asks how many visitors come how far on a funnel within one visit. All steps lie in the range; a step is taken in the second of the one
/// before it, or later (the store knows no finer order), and one event may be several steps when it reaches their goals.
/// A filter chooses visits: those that had an event in the range, engagement included, for which it is true.
/// </summary>
internal sealed class Funnels(EventStore store)
{
    /// <summary>How many visitors (a UTC day, added up) take each step, first one first.</summary>
    /// <param name="siteId">The site.</param>
    /// <param name="zone">Its clock.</param>
    /// <param name="range">From when, and until just before when.</param>
    /// <param name="steps">Two to eight goals.</param>
    /// <param name="filter">Which visits; null: all.</param>
    /// <param name="goals">What the filter refers to.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<FunnelStep>> AskAsync(
        long siteId, DateTimeZone zone, Range range, IReadOnlyList<Goal> steps, Filter? filter, IReadOnlyList<Goal> goals, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps.Count, SiteFunnels.MinSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Count, SiteFunnels.MaxSteps);
        var statement = new Statement();
        var sql = new EventsSql(statement, siteId, zone, range, [DimensionSet.Total], null, filter, goals).Funnel(steps);
        var visitors = (await store.QueryAsync(sql, statement.Parameters, row => Enumerable.Range(0, steps.Count).Select(row.GetInt64).ToArray(), cancel))[0];
        return [.. visitors.Select((count, i) => new FunnelStep(steps[i], count, i == 0 ? 0 : visitors[i - 1] - count, Share(count, visitors[0])))];
    }

    /// <summary>What a statement has for each step, with commas between them.</summary>
    internal static string Each(int count, Func<int, string> text) => string.Join(", ", Enumerable.Range(0, count).Select(text));

    /// <summary>When a step was taken first, after the one before it; never: a time that doesn't come.</summary>
    internal static string Earliest(int step)
    {
        const string Never = "toInt64(9223372036854775807)";
        var taken = step == 0 ? "times0" : string.Create(CultureInfo.InvariantCulture, $"arrayFilter(taken -> taken >= e{step - 1}, times{step})");
        return string.Create(CultureInfo.InvariantCulture, $"arrayMin(arrayPushBack({taken}, {Never})) as e{step}");
    }

    /// <summary>How many came to a step.</summary>
    internal static string Count(int step) => string.Create(CultureInfo.InvariantCulture, $"toInt64(uniqExactIf(visitor, e{step} < 9223372036854775807)) as c{step}");

    /// <summary>When a step may have been taken.</summary>
    internal static string Times(int step) => string.Create(CultureInfo.InvariantCulture, $"groupArrayIf(toInt64(toUnixTimestamp(time)), s{step}) as times{step}");

    private static double Share(long part, long whole) => whole == 0 ? 0 : 100.0 * part / whole;
}

/// <summary>A step of a funnel.</summary>
/// <param name="Goal">The goal.</param>
/// <param name="Visitors">How many reached it.</param>
/// <param name="Lost">How many of those who took the step before it did not.</param>
/// <param name="Percent">How many of those who took the first step did.</param>
internal sealed record FunnelStep(Goal Goal, long Visitors, long Lost, double Percent);
