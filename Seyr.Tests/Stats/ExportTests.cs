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

    [TestCase("source.csv")]
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
