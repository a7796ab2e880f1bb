using Seyr.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What the second kind of events do to visits: those that came about by themselves, and those that tell of engagement.</summary>
public sealed class EngagementTests
{
    private WayIn way = null!;

    [SetUp]
    public async Task Open() => way = await WayIn.OpenAsync(EventStoreKind.Embedded, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    [TearDown]
    public async Task Close() => await way.DisposeAsync();

    [Test]
    public async Task Engagement_is_stored_with_its_visit_and_changes_nothing_in_it()
    {
        var site = await way.AddSiteAsync();
        await SendAsync(site, """ "n":"pageview" """);
        Pass(10);
        await SendAsync(site, """ "n":"engagement","e":9500,"sd":40 """);
        Pass(20);
        await SendAsync(site, """ "n":"engagement","sd":"260" """);

        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(static row => (row["name"], row["engagement"], row["scroll"], row["visits"], row["bounces"], row["duration"])), Is.EqualTo(new[]
        {
            ("pageview", "0", "255", "1", "1", "0"), ("engagement", "9500", "40", "0", "0", "0"), ("engagement", "0", "100", "0", "0", "0"),
        }));
        Assert.That(rows.Select(static row => row["visit_id"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 1 1 1 1 0" }), "one visitor, one page view, one event, one visit, a bounce of no duration");
    }

    [Test]
    public async Task Engagement_keeps_a_visit_alive_and_its_time_is_counted_by_the_next_page()
    {
        var site = await way.AddSiteAsync();
        await SendAsync(site, """ "n":"pageview" """);
        Pass(25 * 60);
        await SendAsync(site, """ "n":"engagement","e":1000 """);
        Pass(25 * 60);
        await SendAsync(site, """ "n":"pageview" """);
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { $"2026-03-10 1 2 2 1 0 {50 * 60}" }));
    }

    [Test]
    public async Task Engagement_without_a_visit_is_refused_and_costs_nothing()
    {
        var site = await way.AddSiteAsync();
        await way.LimitAsync(1, "block");
        await SendAsync(site, """ "n":"engagement","e":1000 """);
        Assert.That((way.Counters.Refused(Refusal.NoVisit), way.Counters.Accepted), Is.EqualTo((1L, 0L)));
        await SendAsync(site, """ "n":"pageview" """);
        await SendAsync(site, """ "n":"engagement","e":1000 """);
        await SendAsync(site, """ "n":"pageview" """);
        Assert.That((way.Counters.Accepted, way.Counters.Refused(Refusal.OverQuota)), Is.EqualTo((2L, 1L)), "a limit of one event leaves room for its engagement");
    }

    [Test]
    public async Task Event_that_came_about_by_itself_leaves_a_bounce_a_bounce()
    {
        var site = await way.AddSiteAsync();
        await SendAsync(site, """ "n":"pageview" """);
        Pass(5);
        await SendAsync(site, """ "n":"Loaded","i":false """);
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 1 2 1 1 5" }));
        Pass(5);
        await SendAsync(site, """ "name":"Signup","interactive":true """);
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 1 3 1 0 10" }));
    }

    [Test]
    public async Task Other_events_tell_of_none()
    {
        var site = await way.AddSiteAsync();
        await SendAsync(site, """ "n":"pageview","e":9500,"sd":40 """);
        Assert.That((await way.RowsAsync(site)).Select(static row => (row["engagement"], row["scroll"])), Is.EqualTo(new[] { ("0", "255") }));
    }

    [TestCase(""" "e":-1 """)]
    [TestCase(""" "e":2592000000 """)]
    [TestCase(""" "e":"soon" """)]
    [TestCase(""" "e":1.5 """)]
    [TestCase(""" "e":[1],"sd":{} """)]
    [TestCase(""" "e":null,"sd":-5 """)]
    [TestCase(""" "x":1 """)]
    public async Task Engagement_that_tells_of_none_is_no_event(string fields)
    {
        var site = await way.AddSiteAsync();
        await SendAsync(site, $$""" "n":"engagement",{{fields}} """);
        Assert.That(way.Counters.Refused(Refusal.BadBody), Is.EqualTo(1));
    }

    [Test]
    public async Task Fragment_is_part_of_the_page_for_a_site_that_routes_by_it([Values("1", "true")] string mode)
    {
        var site = await way.AddSiteAsync();
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/app?utm_source=mail#/caf%C3%A9/1","h":{{mode}}}""");
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/app#/x","h":0}""");
        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(static row => row["path"]), Is.EquivalentTo(new[] { "/app#/café/1", "/app" }));
        Assert.That(rows[0]["utm_source"], Is.EqualTo("mail"));
    }

    [Test]
    public async Task Restart_knows_what_was_a_bounce_and_what_was_counted()
    {
        var site = await way.AddSiteAsync();
        await SendAsync(site, """ "n":"pageview" """);
        Pass(10);
        await SendAsync(site, """ "n":"engagement","e":9000 """);
        await way.RestartAsync();
        Pass(10);
        await SendAsync(site, """ "n":"pageview" """);
        Assert.That(await way.DaysAsync(site), Is.EqualTo(new[] { "2026-03-10 1 2 2 1 0 20" }));
    }

    private void Pass(int seconds) => way.Clock.Advance(TimeSpan.FromSeconds(seconds));

    private Task SendAsync(string site, string fields) => way.SendAsync($$"""{"u":"https://{{site}}/page","d":"{{site}}",{{fields}}}""");
}
