using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Sites, goals, funnels, links and people by key, on the running program.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class SitesApiTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string KeysPage = "/settings/keys";

    private readonly Dictionary<(string Name, string Scope), string> made = [];

    [Test]
    public async Task Site_is_added_changed_shown_and_deleted()
    {
        using var ann = await ManagerAsync("ann");
        var made = await ann.AskAsync("POST", "/api/v1/sites", """{"domain":"www.Shop.example","timezone":"Asia/Dhaka"}""");
        Assert.That((made.Status, made.Text("domain"), made.Text("timezone")), Is.EqualTo((HttpStatusCode.Created, "shop.example", "Asia/Dhaka")));
        Assert.That(made.Text("snippet"), Does.Contain("data-domain=\"shop.example\""));
        Assert.That((await ann.AskAsync("POST", "/api/v1/sites", """{"domain":"shop.example"}""")).Problem, Is.EqualTo("domain: This domain is already counted here."));
        Assert.That((await ann.AskAsync("GET", "/api/v1/sites")).Json.GetProperty("sites").EnumerateArray().Select(static site => site.GetProperty("domain").GetString()),
            Is.EqualTo(new[] { "ann.test", "shop.example" }));

        var changed = await ann.AskAsync("PUT", "/api/v1/sites/shop.example", """{"public":true,"bots":"strict","pages":["/admin/*"],"slash":true}""");
        Assert.That((changed.Text("bots"), changed.Json.GetProperty("public").GetBoolean(), changed.Json.GetProperty("pages")[0].GetString()), Is.EqualTo(("strict", true, "/admin/*")));
        using var visitor = NewVisitor();
        Assert.That((await visitor.GetAsync("/public/shop.example")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        changed = await ann.AskAsync("PUT", "/api/v1/sites/shop.example", """{"pages":[]}""");
        Assert.That((changed.Text("bots"), changed.Json.GetProperty("pages").GetArrayLength()), Is.EqualTo(("strict", 0)), "what is not given stays");

        Assert.That((await ann.AskAsync("DELETE", "/api/v1/sites/shop.example")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await ann.AskAsync("GET", "/api/v1/sites/shop.example")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Goals_and_funnels_are_added_and_removed()
    {
        const string Goals = "/api/v1/sites/ann.test/goals";
        const string Funnels = "/api/v1/sites/ann.test/funnels";
        using var ann = await ManagerAsync("ann");
        var first = (await ann.AskAsync("POST", Goals, """{"kind":"page","target":"/pricing"}""")).Id;
        var second = (await ann.AskAsync("POST", Goals, """{"kind":"event","target":"Signup","name":"Signs up"}""")).Id;
        Assert.That((await ann.AskAsync("GET", Goals)).Json.GetProperty("goals").EnumerateArray().Select(static goal => goal.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "Signs up", "Visit /pricing" }));
        var funnel = (await ann.AskAsync("POST", Funnels, $$"""{"name":"Buys","goals":[{{first}},{{second}}]}""")).Id;
        Assert.That((await ann.AskAsync("GET", Funnels)).Json.GetProperty("funnels")[0].GetProperty("goals").EnumerateArray().Select(static goal => goal.GetInt64()),
            Is.EqualTo(new[] { first, second }));

        Assert.That((await ann.AskAsync("PUT", $"{Funnels}/{funnel}", $$"""{"name":"Buys soon","goals":[{{second}},{{first}}]}""")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await ann.AskAsync("GET", Funnels)).Json.GetProperty("funnels")[0].GetProperty("goals")[0].GetInt64(), Is.EqualTo(second));
        Assert.That((await ann.AskAsync("PUT", $"{Funnels}/{funnel}", $$"""{"name":"Buys","goals":[{{second}}]}""")).Problem, Does.StartWith("goals: 2 to 8"));
        Assert.That((await ann.AskAsync("PUT", $"{Funnels}/987654", $$"""{"name":"Buys","goals":[{{second}},{{first}}]}""")).Status, Is.EqualTo(HttpStatusCode.NotFound));

        using var bob = await ManagerAsync("bob");
        Assert.That((await bob.AskAsync("DELETE", $"/api/v1/sites/bob.test/goals/{first}")).Status, Is.EqualTo(HttpStatusCode.NotFound), "another's goal by a site of one's own");
        Assert.That((await ann.AskAsync("DELETE", $"{Funnels}/{funnel}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await ann.AskAsync("DELETE", $"{Goals}/{first}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await ann.AskAsync("DELETE", $"{Goals}/{first}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Link_is_made_works_and_is_taken_back()
    {
        const string Links = "/api/v1/sites/ann.test/links";
        using var ann = await ManagerAsync("ann");
        var lastDay = $"{DateTime.UtcNow.Year + 2}-12-31";
        var url = new Uri((await ann.AskAsync("POST", Links, $$"""{"name":"Client","until":"{{lastDay}}"}""")).Text("url"));
        using var visitor = NewVisitor();
        Assert.That(await visitor.GetTextAsync(url.PathAndQuery), Does.Contain(">ann.test</h1>"));
        var link = (await ann.AskAsync("GET", Links)).Json.GetProperty("links")[0];
        Assert.That((link.GetProperty("until").GetString(), link.GetProperty("has_password").GetBoolean()), Is.EqualTo((lastDay, false)));
        Assert.That((await ann.AskAsync("DELETE", $"{Links}/{link.GetProperty("id").GetInt64()}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await visitor.GetAsync(url.PathAndQuery)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Link_is_limited_to_a_segment()
    {
        const string Links = "/api/v1/sites/ann.test/links";
        using var visitor = await SignedInAsync("ann");
        await visitor.SubmitAsync("/sites/ann.test/segments", "/sites/ann.test/segments?f=is,device,Mobile&f=is,page,/a", ("name", "Phones"), ("for", "everybody"));
        using var ann = await ManagerAsync("ann");
        var segment = (await ann.AskAsync("GET", "/api/v1/sites/ann.test/segments")).Json.GetProperty("segments")[0];
        Assert.That(segment.GetProperty("filters").EnumerateArray().Select(static term => term.GetString()), Is.EqualTo(new[] { "is,device,Mobile", "is,page,/a" }));
        var id = segment.GetProperty("id").GetInt64();
        var url = new Uri((await ann.AskAsync("POST", Links, $$"""{"name":"Client","segment":{{id}}}""")).Text("url"));
        using var guest = NewVisitor();
        Assert.That(await guest.GetTextAsync(url.PathAndQuery), Does.Contain("a part of the site"));
        var link = (await ann.AskAsync("GET", Links)).Json.GetProperty("links").EnumerateArray().Single(static each => each.GetProperty("segment").ValueKind == JsonValueKind.Number);
        Assert.That(link.GetProperty("segment").GetInt64(), Is.EqualTo(id));
        Assert.That((await ann.AskAsync("POST", Links, $$"""{"name":"x","segment":{{id + 1}}}""")).Problem, Does.StartWith("segment: The site has no such segment"));
        Assert.That((await ann.AskAsync("DELETE", $"{Links}/{link.GetProperty("id").GetInt64()}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task People_are_invited_listed_and_uninvited()
    {
        using var ann = await ManagerAsync("ann");
        Assert.That((await ann.AskAsync("POST", "/api/v1/invitations", """{"email":"colleague@a.test","role":"editor"}""")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        var list = (await ann.AskAsync("GET", "/api/v1/members")).Json;
        Assert.That(list.GetProperty("members")[0].GetProperty("role").GetString(), Is.EqualTo("owner"));
        var invited = list.GetProperty("invitations")[0];
        Assert.That((invited.GetProperty("email").GetString(), invited.GetProperty("role").GetString()), Is.EqualTo(("colleague@a.test", "editor")));
        var owner = list.GetProperty("members")[0].GetProperty("id").GetInt64();
        Assert.That((await ann.AskAsync("DELETE", $"/api/v1/members/{owner}")).Status, Is.EqualTo(HttpStatusCode.NotFound), "the owner stays");
        Assert.That((await ann.AskAsync("DELETE", $"/api/v1/invitations/{invited.GetProperty("id").GetInt64()}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await ann.AskAsync("GET", "/api/v1/members")).Json.GetProperty("invitations").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Nobody_manages_what_is_another_organisations_or_without_the_scope()
    {
        using var bob = await ManagerAsync("bob");
        using var reader = new Program(Seyr.Address, await KeyAsync("ann", "stats:read"));
        using var nobody = new Program(Seyr.Address, "seyr_" + new string('a', 43));
        await Assert.MultipleAsync(async () =>
        {
            foreach (var operation in ApiOperation.All)
            {
                var path = operation.Route.Replace("{domain}", "ann.test", StringComparison.Ordinal).Replace("{id:long}", "1", StringComparison.Ordinal);
                var body = operation.Fields.Count > 0 ? "{}" : null;
                var what = $"{operation.Method} {path}";
                Assert.That((await nobody.AskAsync(operation.Method, path, body)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), what);
                Assert.That((await reader.AskAsync(operation.Method, path, body)).Problem, Does.Contain("sites:manage"), what);
                if (operation.Route.Contains("{domain}", StringComparison.Ordinal))
                {
                    Assert.That((await bob.AskAsync(operation.Method, path, body)).Status, Is.EqualTo(HttpStatusCode.NotFound), what);
                }
            }
        });
    }

    [TestCase("POST", "/api/v1/sites", "[]", "The body: a JSON object")]
    [TestCase("POST", "/api/v1/sites", """{"domain":"a.test","domain":"b.test"}""", "The body: a JSON object")]
    [TestCase("POST", "/api/v1/sites", """{"domain":1}""", "domain: must be a text.")]
    [TestCase("POST", "/api/v1/sites", """{"domain":"a b"}""", "domain: A domain")]
    [TestCase("POST", "/api/v1/sites", """{"domain":"a.test","timezone":"Mars/Base"}""", "timezone: A time zone")]
    [TestCase("POST", "/api/v1/sites", """{"domain":"a.test","owner":"x"}""", "owner: there is no such field. There are domain, timezone.")]
    [TestCase("PUT", "/api/v1/sites/ann.test", """{"addresses":"203.0.113.7"}""", "addresses: must be a list of texts")]
    [TestCase("PUT", "/api/v1/sites/ann.test", """{"addresses":["203.0.113.7\nx"]}""", "addresses: must be a list of texts")]
    [TestCase("PUT", "/api/v1/sites/ann.test", """{"addresses":["nowhere"]}""", "addresses: “nowhere”")]
    [TestCase("PUT", "/api/v1/sites/ann.test", """{"bots":"some"}""", "bots: One of off, basic, strict.")]
    [TestCase("PUT", "/api/v1/sites/ann.test", """{"public":"yes"}""", "public: must be true or false.")]
    [TestCase("POST", "/api/v1/sites/ann.test/goals", """{"kind":"scroll","target":"/a","depth":1.5}""", "depth: must be a whole number.")]
    [TestCase("POST", "/api/v1/sites/ann.test/goals", """{"kind":"click","target":"/a"}""", "kind: event, page or scroll.")]
    [TestCase("POST", "/api/v1/sites/ann.test/funnels", """{"name":"x","goals":[1]}""", "goals: 2 to 8")]
    [TestCase("POST", "/api/v1/sites/ann.test/funnels", """{"name":"x","goals":["1","2"]}""", "goals: must be a list of whole numbers.")]
    [TestCase("POST", "/api/v1/sites/ann.test/links", """{"name":"x","until":"9999-12-31"}""", "until: A day from today on")]
    [TestCase("POST", "/api/v1/sites/ann.test/links", """{"name":"x","password":"password"}""", "password: ")]
    [TestCase("POST", "/api/v1/sites/ann.test/links", """{"name":"x","hosts":["a;b"]}""", "hosts: Each line is a host")]
    [TestCase("POST", "/api/v1/invitations", """{"email":"x@a.test","role":"owner"}""", "role: viewer, editor")]
    [TestCase("POST", "/api/v1/invitations", """{"email":"x@a.test","role":"viewer","site":"bob.test"}""", "email: There is no such site")]
    public async Task What_is_wrong_is_named(string method, string path, string body, string problem)
    {
        using var ann = await ManagerAsync("ann");
        Assert.That((await ann.AskAsync(method, path, body)).Problem, Does.StartWith(problem));
    }

    private async Task<Program> ManagerAsync(string name) => new(Seyr.Address, await KeyAsync(name, "sites:manage"));

    /// <summary>One a scope: signing in is throttled.</summary>
    private async Task<string> KeyAsync(string name, string scope)
    {
        if (made.TryGetValue((name, scope), out var key))
        {
            return key;
        }

        using var visitor = await SignedInAsync(name);
        var answer = await visitor.SubmitAsync(KeysPage, KeysPage, ("name", scope), (scope, "yes"));
        return made[(name, scope)] = Regex.Match(await answer.Content.ReadAsStringAsync(), "id=\"token\">([^<]+)<").Groups[1].Value;
    }

    private sealed class Program(Uri server, string key) : IDisposable
    {
        private readonly HttpClient http = new() { BaseAddress = server };

        public async Task<Answer> AskAsync(string method, string path, string? body = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            using var answer = await http.SendAsync(request);
            return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public void Dispose() => http.Dispose();
    }

    private sealed record Answer(HttpStatusCode Status, string Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string Problem => Text("error");

        public long Id => Json.GetProperty("id").GetInt64();

        public string Text(string name) => Json.GetProperty(name).GetString()!;
    }
}
