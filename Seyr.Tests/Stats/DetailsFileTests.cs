using System.Net;
using System.Text;
using NodaTime;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>A card's rows as a file: all of them, as the details show them, and nothing in them that a spreadsheet would run.</summary>
internal sealed class DetailsFileTests
{
    private const string Week = "period=custom&from=2026-11-18&to=2026-11-24";
    private const string OfAnn = "/sites/ann.test/details/";
    private const string OfBob = "/sites/bob.test/details/";

    /// <summary>More than one question to the store has rows.</summary>
    private const int Pages = 10_050;

    private ApiWorld world = null!;
    private Visitor ann = null!;
    private Visitor bob = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        world = await ApiWorld.StartAsync();
        (ann, bob) = (new Visitor(world.Http.BaseAddress!), new Visitor(world.Http.BaseAddress!));
        Assert.That((int)(await ann.SignInAsync("ann@ann.test", "correct horse battery")).StatusCode, Is.EqualTo(303));
        Assert.That((int)(await bob.SignInAsync("bob@bob.test", "correct horse battery")).StatusCode, Is.EqualTo(303));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        ann.Dispose();
        bob.Dispose();
        await world.DisposeAsync();
    }

    [Test]
    public async Task Rows_are_those_of_the_details()
    {
        using var answer = await ann.GetAsync($"{OfAnn}sources/sources.csv?{Week}");
        Assert.That((answer.StatusCode, answer.Content.Headers.ContentType!.ToString()), Is.EqualTo((HttpStatusCode.OK, "text/csv; charset=utf-8")));
        Assert.That(answer.Content.Headers.ContentDisposition!.ToString(), Is.EqualTo("attachment; filename=\"ann.test-sources-2026-11-18-2026-11-24.csv\""));
        Assert.That(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()), Is.EqualTo(
            "\uFEFFSource,Visitors,Visits,Page views,Bounce rate (%),Visit duration (s),Share (%)\r\nGoogle,2,2,3,0,135,66.67\r\nDirect / None,1,1,1,100,0,33.33\r\n"));
    }

    [TestCase("pages/pages.csv?search=BLOG&sort=pageviews", "Page,Visitors,Page views,Bounce rate (%),Time on page (s),Scroll depth (%),Share (%)|/blog/one,1,1,0,5,80,33.33|")]
    [TestCase("locations/countries.csv?search=germ", "Country,Visitors,Visits,Page views,Bounce rate (%),Visit duration (s),Share (%)|Germany,1,1,2,0,180,33.33|")]
    [TestCase("locations/cities.csv?f=is,country,US", "City,Country,Region,Visitors,Visits,Page views,Bounce rate (%),Visit duration (s),Share (%)|(not set),United States of America,(not set),1,1,1,0,90,100|")]
    [TestCase("behaviour/goals.csv?search=sign", "Goal,Visitors,Total,Share (%)|Signed up,1,1,33.33|")]
    [TestCase("behaviour/properties.csv?property=plan", "plan,Visitors,Total,Share (%)|pro,1,1,33.33|")]
    [TestCase("sources/referrers.csv?f=is,page,/nowhere", "Referrer,Visitors,Visits,Page views,Bounce rate (%),Visit duration (s),Share (%)|")]
    public async Task Search_order_and_filter_hold(string file, string lines)
    {
        using var answer = await ann.GetAsync($"{OfAnn}{file}&{Week}");
        Assert.That(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()), Is.EqualTo("\uFEFF" + lines.Replace("|", "\r\n", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Formulas_stay_text_and_no_row_is_left_out()
    {
        var start = Instant.FromUtc(2026, 11, 19, 12, 0);
        var visit = new TestVisit(5_000, start, TestTraffic.Facts.ToDictionary(static fact => fact, static _ => ""));
        visit.Events.AddRange(Enumerable.Range(0, Pages).Select(i => new TestEvent(visit, start, "pageview", 5_000, $"/{i:00000}", "bob.test")));
        visit.Events.Add(new TestEvent(visit, start, "=cmd|'/C calc'!A0", 5_000, "/00000", "bob.test"));
        await world.Events.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)await world.SiteIdAsync(ApiWorld.Other), [visit]), "many pages", CancellationToken.None);

        Assert.That(await bob.GetTextAsync($"{OfBob}behaviour/events.csv?{Week}"), Does.EndWith("\r\n'=cmd|'/C calc'!A0,1,1,50\r\n"));
        var lines = (await bob.GetTextAsync($"{OfBob}pages/pages.csv?{Week}")).Split("\r\n");
        Assert.That(lines, Has.Length.EqualTo(Pages + 3), "a head, one page of another visit, these, and nothing after the last line");
        Assert.That(lines.Skip(1).SkipLast(1).Select(static line => line.Split(',')[0]).Distinct().Count(), Is.EqualTo(Pages + 1));
        var page = await bob.GetTextAsync($"{OfBob}pages/pages?{Week}&search=%2F0&sort=pageviews&page=2");
        Assert.That(page, Does.Contain("/sites/bob.test/details/pages/pages.csv?period=custom&amp;from=2026-11-18&amp;to=2026-11-24&amp;search=/0&amp;sort=pageviews\""));
    }

    [Test]
    public async Task Nobody_gets_files_of_others()
    {
        Assert.That((await bob.GetAsync($"{OfAnn}sources/sources.csv?{Week}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await ann.GetAsync($"{OfAnn}sources/shoes.csv?{Week}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
