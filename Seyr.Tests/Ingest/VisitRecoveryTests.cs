using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>Visits are taken up again at a start, however many there are, within what a question may take.</summary>
[NonParallelizable]
public sealed class VisitRecoveryTests
{
    private const int Visitors = 600_000;
    private const string Fill = """
        insert into events (site_id, time, name, visitor_id, visit_id, visit_start, visits, bounces, entry_page, referrer, source, channel, country, browser, system)
        select 1, toDateTime({now:UInt32} - 60, 'UTC'), 'pageview', cityHash64(number), number + 1, toDateTime({now:UInt32} - 60, 'UTC'), 1, 1,
            concat('/', repeat('p', 60), toString(number % 3000)), 'news.example/item', 'News', 'Referral', 'BD', 'Firefox', 'Linux'
        from numbers({visits:UInt32})
        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Half_an_hour_of_a_flood_fits_in_the_defaults()
    {
        var database = TestEngine.NewDatabaseName();
        await using var roomy = TestEngine.OpenStore(EventStoreKind.Embedded, database);
        await new EventMigrations(roomy).ApplyAsync(CancellationToken.None);
        await roomy.ChangeAsync(Fill, [new("now", (uint)Now.ToUnixTimeSeconds()), new("visits", (uint)Visitors)], CancellationToken.None);

        await using var store = TestEngine.OpenStore(EventStoreKind.Embedded, database, new EngineOptions());
        var all = new Visits(Visitors * 2);
        await RecoverAsync(store, all, Visitors * 2);
        Assert.That(all.Count, Is.EqualTo(Visitors));

        var some = new Visits(Visitors);
        await RecoverAsync(store, some, Visitors / 10);
        Assert.That(some.Count, Is.EqualTo(Visitors / 10).Within(1).Percent, "no more than may be remembered");
    }

    private static Task RecoverAsync(EventStore store, Visits visits, int most) =>
        new VisitRecovery(store, visits, new IngestOptions { MaxVisits = most }, new FakeTimeProvider(Now), NullLogger<VisitRecovery>.Instance).FromStoreAsync(CancellationToken.None);
}
