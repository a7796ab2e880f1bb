using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Stats;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>A link that is limited to a segment shows what that lets through, whatever is tried; and nobody takes its limit away unseen.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class LimitedLinkTests(RelationalKind kind)
{
    private const string Sharing = "/sites/ann.test/sharing";
    private const string Segments = "/sites/ann.test/segments";
    private const string OtherAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private string data = null!;
    private WholeServer server = null!;
    private Visitor ann = null!;
    private Visitor guest = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-limited-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Storage.Relational = kind == RelationalKind.Postgres ? await MigratedStores.NewPostgresAsync() : "";
        options.Ingest.SaltDirectory = "memory";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        ann = new Visitor(server.Address);
        guest = new Visitor(server.Address);
        Assert.That((await ann.SignInAsync("ann@ann.test", "correct horse battery")).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        await ann.SubmitAsync("/sites/ann.test/goals", "/sites/ann.test/goals", ("kind", "event"), ("target", "HiddenEvent"), ("name", "Hidden goal"));
        await SendAsync("pageview", "/open", "", Chromium.UserAgent);
        clock.Advance(TimeSpan.FromSeconds(5));
        await SendAsync("pageview", "/hidden-plan", "https://hidden.example/", OtherAgent);
        await SendAsync("HiddenEvent", "/hidden-plan", "", OtherAgent);
        await server.FlushAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        ann.Dispose();
        guest.Dispose();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Test]
    public async Task Nothing_else_is_seen_whatever_the_address_says()
    {
        var (_, link) = await LimitedAsync("Open only", "f=is,page,/open");
        var wide = (await SaveAsync("All pages", "f=contains,page,/")).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var whole = await MakeAsync(("name", "Whole"));
        Assert.That(await guest.GetTextAsync(whole + "?period=day"), Does.Contain("hidden-plan"), "there is something to be found");
        Assert.That(await guest.GetTextAsync(link + "?period=day"), Does.Contain("/open").And.Contain("a part of the site"));
        Assert.That(await guest.GetTextAsync(link + "/now"), Is.EqualTo("1 current visitor"));
        Assert.That(await guest.GetTextAsync(whole + "/now"), Is.EqualTo("2 current visitors"));
        var tries = new[]
        {
            "?period=day", "", "?period=30m", "?period=all", "?period=24h&interval=minute", "?period=day&compare=year",
            "?period=custom&from=2026-01-01&to=2026-12-31&compare=custom&compare_from=2026-11-01&compare_to=2026-11-30", $"?period=day&segment={wide}", $"?period=day&segment={wide}&segment=",
            "?period=day&f=is_not,page,/open", "?period=day&f=contains,page,/&f=contains_not,event,x", "?period=day&f=is_not,goal,x", "?period=day&segment=&limit=&f=is,country,",
        };
        await Assert.MultipleAsync(async () =>
        {
            foreach (var route in Ways().Concat(["/share/{token}/export/page.csv", "/share/{token}/export/events.jsonl"]).Where(static route => !route.Contains("{tab}", StringComparison.Ordinal)))
            {
                foreach (var more in tries)
                {
                    await TellsNothingAsync(route.Replace("/share/{token}", link, StringComparison.Ordinal) + more);
                }
            }

            foreach (var tab in Breakdown.All)
            {
                await TellsNothingAsync($"{link}?period=day&{tab.Card}={tab.Key}&compare=year");
                await TellsNothingAsync($"{link}/details/{tab.Card}/{tab.Key}?period=day&search=e&sort=visits");
                await TellsNothingAsync($"{link}/details/{tab.Card}/{tab.Key}?period=day&f=is_not,page,/open&segment={wide}");
            }
        });
        Assert.That(Visitors(await guest.GetTextAsync(link + "?period=day")), Is.EqualTo("1"));
        Assert.That(Visitors(await guest.GetTextAsync(link + "?period=day&f=is_not,page,/open")), Is.EqualTo("0"));
        Assert.That(Visitors(await guest.GetTextAsync(link + $"?period=all&segment={wide}")), Is.EqualTo("1"));
        Assert.That(Visitors(await guest.GetTextAsync(whole + "?period=day")), Is.EqualTo("2"));
    }

    [Test]
    public async Task Limit_is_not_taken_away_or_loosened_unless_somebody_says_so()
    {
        var (id, link) = await LimitedAsync("Tight", "f=is,page,/open&f=is,browser,Chrome");
        var page = $"{Segments}/{id}";
        var list = await ann.GetTextAsync(Segments);
        Assert.That(list, Does.Contain("Limits the link Link of Tight"));
        Assert.That(await TextAsync(ann.SubmitAsync(page, page + "/remove")), Does.Contain("Links are limited to it"));
        Assert.That(await TextAsync(ann.SubmitAsync(page, page, ("name", "Tight"), ("for", "everybody"), ("term0", "yes"))), Does.Contain("say below"));
        Assert.That(await TextAsync(ann.SubmitAsync(page, page, ("name", "Tight"), ("for", "me"), ("term0", "yes"), ("term1", "yes"))), Does.Contain("Links are limited to it"));
        Assert.That(await TextAsync(ann.SubmitAsync(
            page, page, ("name", "Tight"), ("for", "everybody"), ("term0", "yes"), ("links", "yes"), ("add_what", "goal"), ("add_how", "is_not"), ("add_value", "x"))), Does.Contain("Goals can be removed"));
        Assert.That((await ann.SubmitAsync(page, page, ("name", "Renamed"), ("for", "everybody"), ("term0", "yes"), ("term1", "yes"))).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(Visitors(await guest.GetTextAsync(link + "?period=day&f=is_not,browser,Chrome")), Is.EqualTo("0"));
        Assert.That((await ann.SubmitAsync(page, page, ("name", "Wide"), ("for", "everybody"), ("links", "yes"), ("add_what", "page"), ("add_how", "contains"), ("add_value", "/"))).StatusCode,
            Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(Visitors(await guest.GetTextAsync(link + "?period=day")), Is.EqualTo("2"), "it was said so");

        await ann.SubmitAsync(Sharing, Sharing + "/revoke", ("link", Regex.Match(await ann.GetTextAsync(Sharing), "only Wide.*?name=\"link\" value=\"(\\d+)\"", RegexOptions.Singleline).Groups[1].Value));
        Assert.That((await ann.SubmitAsync(page, page + "/remove")).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [TestCase("removed_at = 1")]
    [TestCase("terms = terms || '\n'")]
    [TestCase("terms = 'was,page,/open'")]
    [TestCase("terms = 'is_not,goal,Gone'")]
    [TestCase("owner_id = (select min(id) from users)")]
    public async Task A_limit_that_can_not_be_told_shows_nothing(string change)
    {
        var (id, link) = await LimitedAsync("Sure " + change.GetHashCode(StringComparison.Ordinal), "f=is,page,/open");
        await using var connection = await server.Services.GetRequiredService<RelationalStore>().OpenAsync(default);
        await connection.ExecuteAsync("update segments set " + change + " where id = @id", new { id });
        foreach (var more in new[] { "", "/now", "/map", "/details/pages/pages" })
        {
            Assert.That((await guest.GetAsync(link + more)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), more);
        }
    }

    [Test]
    public async Task No_link_hangs_on_goals_ones_own_or_another_sites_segments()
    {
        var ofGoals = await SaveAsync("Of goals", "f=is_not,goal,Hidden%20goal");
        var own = await SaveAsync("Own", "f=is,page,/open", "me");
        foreach (var (segment, problem) in new[] { ($"{ofGoals}", "Goals can be removed"), ($"{own}", "no such segment"), ("987654", "no such segment"), ("x", "no such segment"), ("0", "no such segment") })
        {
            Assert.That(await TextAsync(ann.SubmitAsync(Sharing, Sharing, ("name", "x"), ("segment", segment))), Does.Contain(problem), segment);
        }
    }

    private static IEnumerable<string> Ways() => Repository.Lines("Seyr.Tests/Architecture/endpoints.txt")
        .Select(static line => line.Split(' ')).Where(static parts => parts[0] == "GET" && parts[1].StartsWith("/share/", StringComparison.Ordinal) && !parts[1].EndsWith("/password", StringComparison.Ordinal))
        .Select(static parts => parts[1]);

    /// <summary>That no answer knows of what the limit keeps back; a word of the markup is none of it.</summary>
    private async Task TellsNothingAsync(string path)
    {
        var html = await guest.GetTextAsync(path);
        Assert.That(html, Does.Not.Contain("hidden-plan").And.Not.Contain("hidden.example").And.Not.Contain("HiddenEvent").And.Not.Contain("Hidden goal").And.Not.Contain("Firefox").And.Not.Contain("All pages"), path);
    }

    private static string Visitors(string html) => Regex.Match(html, "<span class=\"name\">Visitors</span>\\s*<strong[^>]*>([^<]*)<").Groups[1].Value;

    private static async Task<string> TextAsync(Task<HttpResponseMessage> answer)
    {
        Assert.That((await answer).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        return await (await answer).Content.ReadAsStringAsync();
    }

    private async Task SendAsync(string name, string path, string referrer, string agent)
    {
        var sent = await guest.SendAsync($$"""{"n":"{{name}}","u":"https://ann.test{{path}}","d":"ann.test","r":"{{referrer}}"}""", agent);
        Assert.That(sent.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
    }

    private async Task<(long Segment, string Link)> LimitedAsync(string name, string query)
    {
        var id = await SaveAsync(name, query);
        return (id, await MakeAsync(("name", "Link of " + name), ("segment", id.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    private async Task<long> SaveAsync(string name, string query, string audience = "everybody")
    {
        var answer = await ann.SubmitAsync(Segments, $"{Segments}?{query}", ("name", name), ("for", audience));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        return NamedKey.IdOf(answer.Headers.Location!.OriginalString.Split("segment=")[1])!.Value;
    }

    private async Task<string> MakeAsync(params (string, string)[] fields)
    {
        var answer = await ann.SubmitAsync(Sharing, Sharing, fields);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), html);
        return Regex.Match(html, "/share/[A-Za-z0-9_-]{43}").Value;
    }
}
