using System.Net;
using System.Text.RegularExpressions;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

/// <summary>Accounts on the running program: making one, its password, its address, where it is signed in.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class AccountTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Account = "/settings/account";
    private const string NewPassword = "another horse battery";
    private const string ResetSubject = "Set a new password";
    private const string SignUpSubject = "Your account on Seyr";

    private Mailbox Mail => new(Data);

    protected override void Configure(Dictionary<string, string> settings) => settings["Identity__SignUp"] = "open";

    [Test]
    public async Task Newcomer_makes_an_account_behind_the_link_in_the_mail_and_owns_an_organisation()
    {
        using var carl = NewVisitor();
        await SubmittedAsync(carl, "/sign-up", "/sign-up", HttpStatusCode.OK, ("email", "Carl@carl.test"));
        var link = await Mail.LinkAsync("carl@carl.test", SignUpSubject);
        Assert.That(await carl.GetTextAsync(link), Does.Contain("For carl@carl.test"));
        var weak = await carl.SubmitAsync(link, link, ("password", "password1"), ("organisation", ""));
        Assert.That(weak.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await weak.Content.ReadAsStringAsync(), Does.Contain("tried first").And.Contain("A name of 1 to 100"));

        await SubmittedAsync(carl, link, link, HttpStatusCode.SeeOther, ("password", Password), ("organisation", "Carl's"));
        Assert.That((await carl.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await SubmittedAsync(carl, "/new-site", "/new-site", HttpStatusCode.SeeOther, ("domain", "carl.test"), ("timezone", "Etc/UTC"));
        using var again = NewVisitor();
        Assert.That((await again.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "once");
        Assert.That((await again.SignInAsync("carl@carl.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task Forms_for_an_address_answer_the_same_whoever_has_it([Values("/sign-up", "/forgot-password")] string form)
    {
        using var stranger = NewVisitor();
        var known = await (await SubmittedAsync(stranger, form, form, HttpStatusCode.OK, ("email", "bob@bob.test"))).Content.ReadAsStringAsync();
        var unknown = await (await SubmittedAsync(stranger, form, form, HttpStatusCode.OK, ("email", "nobody@bob.test"))).Content.ReadAsStringAsync();

        Assert.That(known, Is.EqualTo(unknown));
        await Mail.MessageAsync("bob@bob.test", form == "/sign-up" ? "You have an account already" : ResetSubject);
    }

    [Test]
    public async Task Forgotten_password_is_set_anew_by_a_link_once_and_all_sessions_end()
    {
        using var signedIn = await NewAccountAsync("dora");
        using var dora = new Visitor(Seyr.Address, "evil.test");
        await SubmittedAsync(dora, "/forgot-password", "/forgot-password", HttpStatusCode.OK, ("email", "dora@dora.test"));
        var message = await Mail.MessageAsync("dora@dora.test", ResetSubject);
        Assert.That(message.TextBody, Does.Contain("http://127.0.0.1:0/reset-password/").And.Not.Contain("evil"), "the configured host, not the request's");
        var link = await Mail.LinkAsync("dora@dora.test", ResetSubject);
        await SubmittedAsync(dora, link, link, HttpStatusCode.UnprocessableEntity, ("password", "short"));
        await SubmittedAsync(dora, link, link, HttpStatusCode.SeeOther, ("password", NewPassword));

        Assert.That((await dora.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect), "it signs nobody in");
        Assert.That((await signedIn.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect), "others are signed out");
        Assert.That((await dora.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "once");
        Assert.That((await dora.SignInAsync("dora@dora.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await dora.SignInAsync("dora@dora.test", NewPassword)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        await Mail.MessageAsync("dora@dora.test", "Your password was changed");
    }

    [Test]
    public async Task Changed_password_ends_all_other_sessions_and_gives_this_one_a_new_token()
    {
        using var here = await NewAccountAsync("emil");
        using var there = NewVisitor();
        await there.SignInAsync("emil@emil.test", Password);
        var before = here.Cookies.GetCookies(Seyr.Address)["seyr"]!.Value;
        Assert.That(await (await here.SubmitAsync(Account, Account + "/password", ("current-password", "wrong"), ("new-password", NewPassword))).Content.ReadAsStringAsync(), Does.Contain("This is not your password"));
        await SubmittedAsync(here, Account, Account + "/password", HttpStatusCode.SeeOther, ("current-password", Password), ("new-password", NewPassword));

        Assert.That((await here.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await there.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(here.Cookies.GetCookies(Seyr.Address)["seyr"]!.Value, Is.Not.EqualTo(before));
    }

    [Test]
    public async Task Sessions_are_listed_without_a_word_of_the_browser_and_end_one_by_one()
    {
        using var here = await NewAccountAsync("fred");
        using var there = NewVisitor();
        await there.SignInAsync("fred@fred.test", Password);
        using var elsewhere = NewVisitor();
        await elsewhere.SignInAsync("fred@fred.test", Password);
        var page = await here.GetTextAsync(Account);
        Assert.That(Regex.Count(page, "Last used"), Is.GreaterThanOrEqualTo(3));
        Assert.That(page, Does.Not.Contain("127.0.0.1"));
        var handles = Regex.Matches(page, "name=\"session\" value=\"([0-9a-f]{16})\"").Select(static match => match.Groups[1].Value).ToArray();
        Assert.That(handles, Has.Length.EqualTo(2));

        using var bob = await SignedInAsync("bob");
        await SubmittedAsync(bob, Account, Account + "/sessions", HttpStatusCode.UnprocessableEntity, ("session", handles[0]));
        await SubmittedAsync(here, Account, Account + "/sessions", HttpStatusCode.SeeOther, ("session", handles[0]));
        Assert.That(new[] { (await there.GetAsync("/sites")).StatusCode, (await elsewhere.GetAsync("/sites")).StatusCode }, Is.EquivalentTo(new[] { HttpStatusCode.OK, HttpStatusCode.Redirect }));
        await SubmittedAsync(here, Account, Account + "/sessions", HttpStatusCode.SeeOther, ("session", "others"));
        Assert.That(Regex.Count(await here.GetTextAsync(Account), "<span>Last used"), Is.EqualTo(1));
    }

    [Test]
    public async Task New_address_counts_when_its_link_was_opened_and_the_old_one_is_told()
    {
        using var gina = await NewAccountAsync("gina");
        await SubmittedAsync(gina, Account, Account + "/email", HttpStatusCode.UnprocessableEntity, ("new-email", "new@gina.test"), ("email-password", "wrong"));
        await SubmittedAsync(gina, Account, Account + "/email", HttpStatusCode.SeeOther, ("new-email", "New@gina.test"), ("email-password", Password));
        var link = await Mail.LinkAsync("new@gina.test", "Confirm your new address");
        using var phone = NewVisitor();
        Assert.That((await phone.SignInAsync("new@gina.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity), "not yet");
        Assert.That((await phone.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await phone.SignInAsync("gina@gina.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), "looking changes nothing");
        await SubmittedAsync(phone, link, link, HttpStatusCode.SeeOther);

        using var after = NewVisitor();
        Assert.That((await after.SignInAsync("gina@gina.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await after.SignInAsync("new@gina.test", Password)).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That((await Mail.MessageAsync("gina@gina.test", "Your e-mail address was changed")).TextBody, Does.Contain("new@gina.test"));
    }

    [Test]
    public async Task Address_that_somebody_has_is_not_taken_and_its_asker_learns_nothing()
    {
        using var hans = await NewAccountAsync("hans");
        await SubmittedAsync(hans, Account, Account + "/email", HttpStatusCode.SeeOther, ("new-email", "bob@bob.test"), ("email-password", Password));
        Assert.That((await Mail.MessageAsync("bob@bob.test", "You have an account already")).TextBody, Does.Contain("nothing has changed"));
    }

    [TestCase("/reset-password/guess")]
    [TestCase("/sign-up/guess")]
    [TestCase("/confirm-email/guess")]
    public async Task Guessed_link_leads_nowhere(string link)
    {
        using var stranger = NewVisitor();
        Assert.That((await stranger.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static async Task<HttpResponseMessage> SubmittedAsync(Visitor visitor, string page, string action, HttpStatusCode expected, params (string, string)[] fields)
    {
        var answer = await visitor.SubmitAsync(page, action, fields);
        Assert.That(answer.StatusCode, Is.EqualTo(expected), $"{action}: {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }

    private async Task<Visitor> NewAccountAsync(string name)
    {
        var visitor = NewVisitor();
        await SubmittedAsync(visitor, "/sign-up", "/sign-up", HttpStatusCode.OK, ("email", $"{name}@{name}.test"));
        var link = await Mail.LinkAsync($"{name}@{name}.test", SignUpSubject);
        await SubmittedAsync(visitor, link, link, HttpStatusCode.SeeOther, ("password", Password), ("organisation", name));
        return visitor;
    }
}
