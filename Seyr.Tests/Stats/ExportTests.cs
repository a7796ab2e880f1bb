using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Seyr.Stats;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>Files of a site's numbers and events, for whoever may see the site.</summary>
internal sealed class ExportTests
{
    private const string Week = "period=custom&date=2026-11-18,2026-11-24";

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

    [TestCase("", "")]
    [TestCase("plain", "plain")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("a\"b", "\"a\"\"b\"")]
    [TestCase("a\r\nb", "\"a\r\nb\"")]
    [TestCase("=1+1", "'=1+1")]
    [TestCase("+1", "'+1")]
    [TestCase("-1", "'-1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("\t=1", "'\t=1")]
    [TestCase("\r=1", "\"'\r=1\"")]
    [TestCase("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    public void Cells_run_nothing(string text, string cell) => Assert.That(CsvWriter.Cell(text), Is.EqualTo(cell));

    [Test]
    public async Task Breakdown_is_a_file()
    {
        using var answer = await ann.GetAsync($"/sites/ann.test/export/source.csv?{Week}");
        Assert.That((answer.StatusCode, answer.Content.Headers.ContentType!.ToString()), Is.EqualTo((HttpStatusCode.OK, "text/csv; charset=utf-8")));
        Assert.That(answer.Content.Headers.ContentDisposition!.ToString(), Is.EqualTo("attachment; filename=\"ann.test-source-2026-11-18-2026-11-24.csv\""));
        Assert.That(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()), Is.EqualTo(
            "\uFEFFsource,visitors,visits,pageviews,events,bounce_rate,visit_duration\r\nGoogle,2,2,3,6,0,135\r\nDirect / None,1,1,1,1,100,0\r\n"));
        Assert.That(await ann.GetTextAsync($"/sites/ann.test/export/props:plan.csv?{Week}&metrics=events&filters=event:props:plan==pro"),
            Is.EqualTo("plan,events\r\npro,1\r\n").Or.EqualTo("\uFEFFplan,events\r\npro,1\r\n"));
        Assert.That(await ann.GetTextAsync($"/sites/ann.test/export/day.csv?{Week}&metrics=visitors"), Does.EndWith("day,visitors\r\n2026-11-20,2\r\n2026-11-21,1\r\n"));
    }

    [Test]
    public async Task Events_are_lines_without_an_id_of_the_store()
    {
        var lines = (await ann.GetTextAsync($"/sites/ann.test/export/events.jsonl?{Week}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(lines.Select(static line => line.GetProperty("name").GetString()), Is.EqualTo(new[] { "pageview", "pageview", "Signup", "Purchase", "pageview", "pageview", "engagement", "Purchase" }));
        Assert.That(lines[0].GetProperty("time").GetString(), Is.EqualTo("2026-11-20T10:00:00Z"));
        Assert.That(lines[2].GetProperty("props").GetProperty("plan").GetString(), Is.EqualTo("pro"));
        Assert.That(lines[3].GetProperty("revenue").GetRawText().Trim('"'), Is.EqualTo("29.95"));
        Assert.That(lines.Take(4).Select(static line => line.GetProperty("visitor").GetString()).Distinct().Single(), Does.Match("^[0-9a-f]{16}$"));
        Assert.That(lines.Select(static line => line.GetProperty("visit").GetString()).Distinct().Count(), Is.EqualTo(3));
        var again = await ann.GetTextAsync($"/sites/ann.test/export/events.jsonl?{Week}");
        Assert.That(again, Does.Not.Contain(lines[0].GetProperty("visitor").GetString()), "each export has a key of its own");
    }

    [Test]
    public async Task Events_are_parquet_files_in_a_zip()
    {
        using var answer = await ann.GetAsync($"/sites/ann.test/export/events.zip?{Week}");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        Assert.That(zip.Entries.Select(static entry => entry.Name), Is.EqualTo(new[] { "2026-11-20.parquet", "2026-11-21.parquet" }));
        foreach (var entry in zip.Entries)
        {
            using var file = new MemoryStream();
            using (var stream = entry.Open())
            {
                await stream.CopyToAsync(file);
            }

            var bytes = file.ToArray();
            Assert.That((Encoding.ASCII.GetString(bytes, 0, 4), Encoding.ASCII.GetString(bytes, bytes.Length - 4, 4)), Is.EqualTo(("PAR1", "PAR1")));
        }
    }

    [Test]
    public async Task Large_day_comes_in_slices_and_whole()
    {
        var site = await world.SiteIdAsync(ApiWorld.Other);
        var visits = TestTraffic.Make(3, NodaTime.Instant.FromUtc(2026, 3, 1, 0, 0), 1, 1).Take(1).ToList();
        var e = visits[0].Events[0];
        visits = [.. Enumerable.Range(0, 40).Select(i =>
        {
            var visit = new TestVisit((ulong)(1_000 + i), e.Time, visits[0].Facts);
            visit.Events.AddRange(Enumerable.Repeat(0, 2_600).Select(_ => new TestEvent(visit, e.Time, "pageview", (ulong)i, $"/{i}", "bob.test")));
            return visit;
        })];
        await world.Events.InsertAsync("events", TestTraffic.Columns, TestTraffic.Rows((uint)site, visits), "large", CancellationToken.None);
        var day = NodaTime.Text.LocalDatePattern.Iso.Format(NodaTime.ZonedDateTime.FromDateTimeOffset(e.Time.ToDateTimeOffset()).Date);
        var lines = (await bob.GetTextAsync($"/sites/bob.test/export/events.jsonl?period=day&date={day}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(40 * 2_600));
        using var answer = await bob.GetAsync($"/sites/bob.test/export/events.zip?period=day&date={day}");
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        Assert.That(zip.Entries.Select(static entry => entry.Name), Is.EqualTo(Enumerable.Range(1, 5).Select(i => $"{day}-0000{i}.parquet")));
    }

    [TestCase("source.csv")]
    [TestCase("events.jsonl")]
    [TestCase("events.zip")]
    public async Task Nobody_gets_files_of_others(string file)
    {
        using var others = await bob.GetAsync($"/sites/ann.test/export/{file}?{Week}");
        Assert.That(others.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var stranger = new Visitor(world.Http.BaseAddress!);
        using var away = await stranger.GetAsync($"/sites/ann.test/export/{file}?{Week}");
        Assert.That(away.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        using var wrong = await ann.GetAsync($"/sites/ann.test/export/{file}?period=eon");
        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await ann.GetAsync("/sites/ann.test/export/shoes.csv")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
