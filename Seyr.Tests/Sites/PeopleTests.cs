using System.Net;
using System.Text.RegularExpressions;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Members, guests and invitations on the running program. Ann owns organisation 1 with ann.test, Bob 2 with bob.test.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class PeopleTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Organisation = "/organisations/1";
    private const string Invitations = Organisation + "/invitations";
    private const string Subject = "An invitation";

    private Mailbox Mail => new(Data);

    protected override void Configure(Dictionary<string, string> settings) => settings["Identity__SignUp"] = "invite";

    [Test]
    public async Task Each_role_may_what_the_one_before_may_and_more_and_a_change_holds_at_once()
    {
        using var ann = await SignedInAsync("ann");
        using var carl = await JoinAsync(ann, "carl", "viewer");
        await ExpectAsync(carl, HttpStatusCode.OK, "/sites/ann.test", "/sites", Organisation);
        await ExpectAsync(carl, HttpStatusCode.NotFound, "/sites/ann.test/settings", "/sites/ann.test/install", "/sites/ann.test/ownership", "/new-site", "/organisations/2", "/sites/bob.test");
        Assert.That(await carl.GetTextAsync(Organisation), Does.Not.Contain("Invite somebody"));

        var id = await IdAsync(ann, "carl");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/role", ("member", id), ("role", "editor"));
        await ExpectAsync(carl, HttpStatusCode.OK, "/sites/ann.test/settings", "/sites/ann.test/install");
        await ExpectAsync(carl, HttpStatusCode.NotFound, "/sites/ann.test/ownership", "/new-site");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/role", ("member", id), ("role", "admin"));
        await ExpectAsync(carl, HttpStatusCode.OK, "/sites/ann.test/ownership", "/new-site");
        await SubmitAsync(carl, HttpStatusCode.NotFound, Organisation + "/delete", ("delete-password", Password));
        await SubmitAsync(carl, HttpStatusCode.UnprocessableEntity, Organisation + "/members/remove", ("member", await IdAsync(carl, "ann")));
        await SubmitAsync(ann, HttpStatusCode.UnprocessableEntity, Organisation + "/members/role", ("member", id), ("role", "owner"));

        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/remove", ("member", id));
        await ExpectAsync(carl, HttpStatusCode.NotFound, "/sites/ann.test", Organisation);
        Assert.That(await carl.GetTextAsync("/sites"), Does.Contain("No sites yet"));
    }

    [Test]
    public async Task Guest_sees_one_site_and_nothing_else_of_the_organisation()
    {
        using var ann = await SignedInAsync("ann");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, "/new-site", ("domain", "more.test"), ("timezone", "Etc/UTC"));
        using var dora = await JoinAsync(ann, "dora", "editor", "ann.test");
        await ExpectAsync(dora, HttpStatusCode.OK, "/sites/ann.test", "/sites/ann.test/settings");
        await ExpectAsync(dora, HttpStatusCode.NotFound, "/sites/more.test", "/sites/ann.test/ownership", Organisation);
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/guests/remove", ("member", await IdAsync(ann, "dora")), ("site", "ann.test"));
        await ExpectAsync(dora, HttpStatusCode.NotFound, "/sites/ann.test");
    }

    [Test]
    public async Task Invitation_is_for_its_address_alone_once_and_worth_what_its_inviter_may_still_give()
    {
        using var ann = await SignedInAsync("ann");
        using var emil = await JoinAsync(ann, "emil", "admin");
        await SubmitAsync(emil, HttpStatusCode.SeeOther, Invitations, ("email", "fred@fred.test"), ("role", "viewer"));
        var link = await Mail.LinkAsync("fred@fred.test", Subject);
        using var bob = await SignedInAsync("bob");
        Assert.That(await bob.GetTextAsync(link), Does.Contain("for another address").And.Not.Contain("fred").And.Not.Contain("organisation ann"));
        Assert.That((await bob.SubmitAsync("/sites", link)).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        using var fred = NewVisitor();
        Assert.That((await fred.SubmitAsync(link, link, ("password", "short"))).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));

        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/role", ("member", await IdAsync(ann, "emil")), ("role", "editor"));
        Assert.That((await fred.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "its inviter may invite nobody now");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/role", ("member", await IdAsync(ann, "emil")), ("role", "admin"));
        var token = Regex.Match(await fred.GetTextAsync(link), "name=\"__form\" value=\"([^\"]+)\"").Groups[1].Value;
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fred.PostAsync(link, ("__form", token), ("password", Password))));
        Assert.That(tries.Count(static answer => answer.StatusCode == HttpStatusCode.SeeOther), Is.EqualTo(1), "of several at once, one");
        Assert.That((await fred.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await fred.SignInAsync("fred@fred.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        await ExpectAsync(fred, HttpStatusCode.OK, "/sites/ann.test");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/remove", ("member", await IdAsync(ann, "emil")));
    }

    [Test]
    public async Task Somebody_with_an_account_is_led_through_the_sign_in_and_withdrawn_is_withdrawn()
    {
        using var ann = await SignedInAsync("ann");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Invitations, ("email", "Bob@bob.test"), ("role", "viewer"));
        var link = await Mail.LinkAsync("bob@bob.test", Subject);
        using var bob = NewVisitor();
        Assert.That(await bob.GetTextAsync(link), Does.Contain($"/sign-in?to={link}").And.Contain("the organisation ann, as viewer"));
        Assert.That((await bob.SignInAsync("bob@bob.test", Password, link)).Headers.Location!.OriginalString, Is.EqualTo(link));
        var before = bob.Cookies.GetCookies(Seyr.Address)["seyr"]!.Value;
        Assert.That((await bob.SubmitAsync(link, link)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(bob.Cookies.GetCookies(Seyr.Address)["seyr"]!.Value, Is.Not.EqualTo(before), "more rights, a new token");
        await ExpectAsync(bob, HttpStatusCode.OK, "/sites/ann.test", "/sites/bob.test");
        await SubmitAsync(bob, HttpStatusCode.UnprocessableEntity, Organisation + "/leave");
        await SubmitAsync(bob, HttpStatusCode.SeeOther, Organisation + "/leave", ("sure", "yes"));
        await ExpectAsync(bob, HttpStatusCode.NotFound, "/sites/ann.test");

        await SubmitAsync(ann, HttpStatusCode.SeeOther, Invitations, ("email", "gina@gina.test"), ("role", "viewer"));
        var withdrawn = await Mail.LinkAsync("gina@gina.test", Subject);
        var invitation = Regex.Match(await ann.GetTextAsync(Organisation), "name=\"invitation\" value=\"(\\d+)\"").Groups[1].Value;
        await SubmitAsync(bob, HttpStatusCode.UnprocessableEntity, "/organisations/2/invitations/withdraw", ("invitation", invitation));
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Invitations + "/withdraw", ("invitation", invitation));
        Assert.That((await bob.GetAsync(withdrawn)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Organisation_is_handed_over_and_who_owned_it_may_go()
    {
        using var hans = await OwnerAsync("hans");
        var organisation = Regex.Match(await hans.GetTextAsync("/sites"), "/organisations/\\d+").Value;
        using var ida = await JoinAsync(hans, "ida", "viewer", "", organisation);
        await SubmitAsync(hans, HttpStatusCode.UnprocessableEntity, "/settings/account/delete", ("password", Password));
        await SubmitAsync(hans, HttpStatusCode.UnprocessableEntity, organisation + "/owner", ("member", await IdAsync(hans, "ida", organisation)), ("owner-password", "wrong"));
        await SubmitAsync(hans, HttpStatusCode.UnprocessableEntity, organisation + "/owner", ("member", "1"), ("owner-password", Password));
        await SubmitAsync(hans, HttpStatusCode.SeeOther, organisation + "/owner", ("member", await IdAsync(hans, "ida", organisation)), ("owner-password", Password));
        await SubmitAsync(hans, HttpStatusCode.NotFound, organisation + "/delete", ("delete-password", Password));
        await SubmitAsync(hans, HttpStatusCode.SeeOther, "/settings/account/delete", ("password", Password));
        Assert.That((await hans.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That((await hans.SignInAsync("hans@hans.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));

        await ExpectAsync(ida, HttpStatusCode.OK, "/sites/hans.test");
        await SubmitAsync(ida, HttpStatusCode.UnprocessableEntity, organisation + "/delete", ("delete-password", "wrong"));
        await SubmitAsync(ida, HttpStatusCode.SeeOther, organisation + "/delete", ("delete-password", Password));
        await ExpectAsync(ida, HttpStatusCode.NotFound, "/sites/hans.test", organisation);
        await SubmitAsync(ida, HttpStatusCode.SeeOther, "/settings/account/delete", ("password", Password));
    }

    [Test]
    public async Task Site_moves_to_an_organisation_where_one_may_add_sites_and_to_no_other()
    {
        using var jane = await OwnerAsync("jane");
        await SubmitAsync(jane, HttpStatusCode.UnprocessableEntity, "/sites/jane.test/move", ("organisation", "1"));
        using var ann = await SignedInAsync("ann");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Invitations, ("email", "jane@jane.test"), ("role", "editor"));
        var link = await Mail.LinkAsync("jane@jane.test", Subject);
        Assert.That((await jane.SubmitAsync(link, link)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        await SubmitAsync(jane, HttpStatusCode.UnprocessableEntity, "/sites/jane.test/move", ("organisation", "1"));
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/role", ("member", await IdAsync(ann, "jane")), ("role", "admin"));
        await SubmitAsync(jane, HttpStatusCode.SeeOther, "/sites/jane.test/move", ("organisation", "1"));
        await ExpectAsync(ann, HttpStatusCode.OK, "/sites/jane.test");
        await SubmitAsync(ann, HttpStatusCode.UnprocessableEntity, "/sites/jane.test/delete", ("password", "wrong"));
        await SubmitAsync(ann, HttpStatusCode.SeeOther, "/sites/jane.test/delete", ("password", Password));
        await ExpectAsync(ann, HttpStatusCode.NotFound, "/sites/jane.test");
        await SubmitAsync(ann, HttpStatusCode.SeeOther, Organisation + "/members/remove", ("member", await IdAsync(ann, "jane")));
    }

    [Test]
    public async Task Organisation_that_requires_it_shows_itself_to_nobody_without_a_second_factor()
    {
        using var bob = await SignedInAsync("bob");
        await SubmitAsync(bob, HttpStatusCode.UnprocessableEntity, "/organisations/2/two-factor", ("required", "yes"));
        Assert.That(await bob.GetTextAsync("/sites"), Does.Contain("bob.test").And.Not.Contain("Asks for a second factor"));
        await using (var connection = await RelationalAsync())
        {
            await Dapper.SqlMapper.ExecuteAsync(connection, "update organisations set requires_two_factor = @yes where id = 2", new { yes = true });
        }

        await ExpectAsync(bob, HttpStatusCode.NotFound, "/sites/bob.test", "/organisations/2", "/new-site", "/sites/bob.test/settings");
        Assert.That(await bob.GetTextAsync("/sites"), Does.Contain("Asks for a second factor").And.Not.Contain("/sites/bob.test"));
        await using (var connection = await RelationalAsync())
        {
            await Dapper.SqlMapper.ExecuteAsync(connection, "update organisations set requires_two_factor = @no where id = 2", new { no = false });
        }
    }

    [TestCase("nobody", "viewer", "")]
    [TestCase("a@b.test", "owner", "")]
    [TestCase("a@b.test", "", "")]
    [TestCase("a@b.test", "admin", "ann.test")]
    [TestCase("a@b.test", "viewer", "bob.test")]
    public async Task Invitation_to_what_one_can_not_give_is_refused(string email, string role, string site)
    {
        using var ann = await SignedInAsync("ann");
        await SubmitAsync(ann, HttpStatusCode.UnprocessableEntity, Invitations, ("email", email), ("role", role), ("site", site));
    }

    private async Task<Visitor> OwnerAsync(string name)
    {
        var made = await SeyrProcess.RunAsync(Data, Settings, Password, "provision", "--email", $"{name}@{name}.test", "--organisation", name, "--domain", $"{name}.test");
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        return await SignedInAsync(name);
    }

    private async Task<Visitor> JoinAsync(Visitor inviter, string name, string role, string site = "", string organisation = Organisation)
    {
        await SubmitAsync(inviter, HttpStatusCode.SeeOther, organisation + "/invitations", ("email", $"{name}@{name}.test"), ("role", role), ("site", site));
        var link = await Mail.LinkAsync($"{name}@{name}.test", Subject);
        var visitor = NewVisitor();
        var joined = await visitor.SubmitAsync(link, link, ("password", Password));
        Assert.That(joined.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await joined.Content.ReadAsStringAsync());
        return visitor;
    }

    private static async Task<string> IdAsync(Visitor visitor, string name, string organisation = Organisation)
    {
        var html = await visitor.GetTextAsync(organisation);
        var id = Regex.Match(html, $"<span>{name}@{name}.test<?.*?name=\"member\" value=\"(\\d+)\"", RegexOptions.Singleline).Groups[1].Value;
        return id.Length > 0 ? id : "1";
    }

    private async Task<System.Data.Common.DbConnection> RelationalAsync()
    {
        if (Settings.TryGetValue("Storage__Relational", out var postgres))
        {
            var connection = new Npgsql.NpgsqlConnection(postgres);
            await connection.OpenAsync();
            return connection;
        }

        var sqlite = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Data, "seyr.db")}");
        await sqlite.OpenAsync();
        return sqlite;
    }

    private static async Task SubmitAsync(Visitor visitor, HttpStatusCode expected, string action, params (string, string)[] fields)
    {
        var answer = await visitor.SubmitAsync("/sites", action, fields);
        Assert.That(answer.StatusCode, Is.EqualTo(expected), $"{action} {string.Join(", ", fields)}");
    }

    private static async Task ExpectAsync(Visitor visitor, HttpStatusCode expected, params string[] pages)
    {
        foreach (var page in pages)
        {
            Assert.That((await visitor.GetAsync(page)).StatusCode, Is.EqualTo(expected), page);
        }
    }
}
