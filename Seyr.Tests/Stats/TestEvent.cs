using NodaTime;

namespace Seyr.Tests.Stats;

/// <summary>An event as a plain value, with the visit that it belongs to.</summary>
internal sealed record TestEvent(TestVisit Visit, Instant Time, string Name, ulong VisitorId, string Path, string Hostname)
{
    public bool IsInteractive { get; init; } = true;

    public int Engagement { get; init; }

    /// <summary>In percent; null: not told.</summary>
    public int? Scroll { get; init; }

    /// <summary>What it earned; without a currency, nothing.</summary>
    public decimal Revenue { get; init; }

    public string Currency { get; init; } = "";

    public IReadOnlyDictionary<string, string> Props { get; init; } = new Dictionary<string, string>();

    public bool IsEngagement => Name == "engagement";

    public bool IsPageView => Name == "pageview";
}

/// <summary>A visit as a plain value: what its first event says of it, and its events in the order in which they came.</summary>
internal sealed class TestVisit(ulong id, Instant start, IReadOnlyDictionary<string, string> facts)
{
    public ulong Id => id;

    public Instant Start => start;

    /// <summary>By the name of the column.</summary>
    public IReadOnlyDictionary<string, string> Facts => facts;

    public List<TestEvent> Events { get; } = [];

    /// <summary>What counts in its length and whether it bounced.</summary>
    public IEnumerable<TestEvent> Counted => Events.Where(static e => !e.IsEngagement);

    public bool IsBounce => !Counted.Skip(1).Any(static e => e.IsInteractive);

    public long Seconds => (long)(Counted.Max(static e => e.Time) - start).TotalSeconds;

    public string EntryPage => Events[0].Path;

    public string ExitPage => Last()?.Path ?? "";

    public string ExitHostname => Last()?.Hostname ?? "";

    public string EntryHostname =>
        Events.Where(static e => e.IsPageView).OrderBy(static e => e.Time).ThenBy(static e => e.Path, StringComparer.Ordinal).ThenBy(static e => e.Hostname, StringComparer.Ordinal).FirstOrDefault()?.Hostname ?? "";

    private TestEvent? Last() =>
        Events.Where(static e => e.IsPageView).OrderBy(static e => e.Time).ThenBy(static e => e.Path, StringComparer.Ordinal).ThenBy(static e => e.Hostname, StringComparer.Ordinal).LastOrDefault();
}
