using System.Globalization;

namespace Seyr.Tests.Chaos;

/// <summary>What the environment says of a run: its seed and its extent. README.md has the commands.</summary>
internal static class ChaosSettings
{
    /// <summary>A run's ids must be of one UTC day: visitors' ids change at midnight.</summary>
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromSeconds(5);

    public static int Kills => Number("SEYR_KILLS", 10);

    /// <summary>How long the store is stopped.</summary>
    public static TimeSpan Outage => TimeSpan.FromSeconds(Number("SEYR_OUTAGE_SECONDS", 5));

    /// <summary>The seed of what is decided at random. What the machine does between two decisions is not in it.</summary>
    public static int NewSeed()
    {
        var seed = Number("SEYR_SEED", Random.Shared.Next(1, 1_000_000));
        TestContext.Out.WriteLine($"SEYR_SEED={seed}");
        TestContext.Progress.WriteLine($"{TestContext.CurrentContext.Test.Name}: SEYR_SEED={seed}");
        return seed;
    }

    /// <summary>Waits past midnight when a run of this length would meet it.</summary>
    public static async Task AvoidMidnightAsync(TimeSpan length)
    {
        var now = TimeProvider.System.GetUtcNow();
        var left = now.Date.AddDays(1) - now.UtcDateTime;
        if (left < length)
        {
            await Task.Delay(left + AfterMidnight);
        }
    }

    public static void Say(string line)
    {
        TestContext.Out.WriteLine(line);
        TestContext.Progress.WriteLine("  " + line);
    }

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;
}
