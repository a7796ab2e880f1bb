using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

/// <summary>The running program with a mail server: what a form causes arrives there.</summary>
[Category("Published")]
internal sealed class SmtpTests : ServerFixture
{
    private SmtpServer smtp = null!;

    protected override void Configure(Dictionary<string, string> settings)
    {
        smtp = new SmtpServer();
        settings["Mail__Host"] = "127.0.0.1";
        settings["Mail__Port"] = smtp.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Mail__Security"] = "none";
        settings["Mail__From"] = "seyr@stats.test";
    }

    [OneTimeTearDown]
    public async Task StopMail() => await smtp.DisposeAsync();

    [Test]
    public async Task Forgotten_password_arrives_as_text_and_html_and_nothing_lies_in_the_folder()
    {
        using var ann = NewVisitor();
        await ann.SubmitAsync("/forgot-password", "/forgot-password", ("email", "ann@ann.test"));
        for (var attempt = 0; attempt < 100 && smtp.Taken.IsEmpty; attempt++)
        {
            await Task.Delay(100);
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.That(smtp.Taken, Has.Count.EqualTo(1));
        var message = smtp.Taken.Single();
        Assert.That(message.TextBody, Does.Contain("/reset-password/"));
        Assert.That(message.HtmlBody, Does.Contain("/reset-password/").And.Contain("Set a new password</a>"));
        Assert.That(Directory.Exists(Path.Combine(Data, "mail")), Is.False);
        Assert.That(Seyr.Log, Does.Not.Contain("ann@ann.test"));
    }
}
