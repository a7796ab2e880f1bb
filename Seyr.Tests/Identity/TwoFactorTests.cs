using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Seyr.Identity;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

/// <summary>The second factor on the running program.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class TwoFactorTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Page = "/settings/account/two-factor";

    [Test]
    public async Task Sign_in_asks_for_a_code_that_counts_once_and_a_lost_phone_is_no_end()
    {
        using var ann = await SignedInAsync("ann");
        using var other = await SignedInAsync("ann");
        var html = await ann.GetTextAsync(Page);
        Assert.That(html, Does.Contain("<svg class=\"qr\"").And.Contain("<path d=\"M"));
        var secret = FromBase32(Regex.Match(html, "<code class=\"snippet\">([A-Z2-7 ]+)</code>").Groups[1].Value);
        var offer = WebUtility.HtmlDecode(Regex.Match(html, "name=\"secret\" value=\"([^\"]+)\"").Groups[1].Value);
        var before = ann.Cookies.GetCookies(Seyr.Address)["seyr"]!.Value;

        Assert.That((await TurnOnAsync("000000", Password)).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await TurnOnAsync(Code(secret), "wrong")).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        using (var bob = await SignedInAsync("bob"))
        {
            var foreign = await bob.SubmitAsync(Page, Page, ("secret", offer), ("code", Code(secret)), ("password", Password));
            Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity), "offered to somebody else");
        }

        var turnedOnWith = Code(secret);
        var turnedOn = await TurnOnAsync(turnedOnWith, Password);
        var codes = Regex.Matches(await turnedOn.Content.ReadAsStringAsync(), @"\b[A-Z2-7]{5}(-[A-Z2-7]{5}){4}\b").Select(static match => match.Value).ToArray();
        Assert.That(codes, Has.Length.EqualTo(10));
        Assert.That(ann.Cookies.GetCookies(Seyr.Address)["seyr"]!.Value, Is.Not.EqualTo(before), "a new token");
        Assert.That((await ann.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await other.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect), "others are signed out");

        using var phone = NewVisitor();
        var asked = await phone.SignInAsync("ann@ann.test", Password, "/settings/account");
        Assert.That(asked.Headers.Location!.OriginalString, Does.StartWith("/sign-in/code?to="));
        Assert.That((await phone.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect), "the password alone opens nothing");
        Assert.That((await GiveAsync(phone, turnedOnWith)).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity), "used when it was turned on");
        Assert.That((await GiveAsync(phone, "")).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await GiveAsync(phone, codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That((await phone.GetAsync("/sites")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await new Mailbox(Data).MessageAsync("ann@ann.test", "A recovery code was used");

        using var thief = NewVisitor();
        await thief.SignInAsync("ann@ann.test", Password);
        Assert.That((await GiveAsync(thief, codes[0])).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity), "once");
        Assert.That((await phone.SubmitAsync(Page, Page + "/off", ("password", "wrong"))).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((await phone.SubmitAsync(Page, Page + "/off", ("password", Password))).StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        using var again = NewVisitor();
        Assert.That((await again.SignInAsync("ann@ann.test", Password)).Headers.Location!.OriginalString, Is.EqualTo("/sites"));

        Task<HttpResponseMessage> TurnOnAsync(string code, string password) =>
            ann.SubmitAsync(Page, Page, ("secret", offer), ("code", code), ("password", password));
    }

    [Test]
    public async Task Without_the_first_step_there_is_no_second()
    {
        using var stranger = NewVisitor();
        Assert.That((await stranger.GetAsync("/sign-in/code")).Headers.Location!.OriginalString, Is.EqualTo("/sign-in"));
        Assert.That((await stranger.SubmitAsync("/sign-in", "/sign-in/code", ("code", "123456"))).Headers.Location!.OriginalString, Is.EqualTo("/sign-in"));
    }

    /// <summary>Appendix B of RFC 6238, of which six digits are what apps show.</summary>
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1111111111, "050471")]
    [TestCase(1234567890, "005924")]
    [TestCase(2000000000, "279037")]
    [TestCase(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long time, string code)
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        var now = DateTimeOffset.FromUnixTimeSeconds(time);
        Assert.That(Totp.Code(secret, Totp.StepOf(now)), Is.EqualTo(code));
        Assert.That(Totp.Match(secret, code, now), Is.EqualTo(time / 30));
        Assert.That(Totp.Match(secret, code, now.AddSeconds(30)), Is.EqualTo(time / 30), "one step late");
        Assert.That(Totp.Match(secret, code, now.AddSeconds(60)), Is.Null);
        Assert.That(Totp.Match(secret, code, now.AddSeconds(-30)), Is.Null, "from the future");
    }

    [TestCase("", "")]
    [TestCase("f", "MY")]
    [TestCase("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_standard(string text, string expected) => Assert.That(Totp.Base32(Encoding.ASCII.GetBytes(text)), Is.EqualTo(expected));

    private static Task<HttpResponseMessage> GiveAsync(Visitor visitor, string code) => visitor.SubmitAsync("/sign-in/code", "/sign-in/code", ("code", code), ("to", "/settings/account"));

    private static string Code(byte[] secret) => Totp.Code(secret, Totp.StepOf(TimeProvider.System.GetUtcNow()));

    private static byte[] FromBase32(string text)
    {
        var letters = text.Replace(" ", "", StringComparison.Ordinal);
        var bits = string.Concat(letters.Select(static letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
