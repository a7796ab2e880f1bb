using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Seyr.Identity.Mail;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

/// <summary>Messages on their way, through a mail server on a real socket and without one.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class MailTests(RelationalKind kind)
{
    private const string Secret = "dGhlIHNlY3JldA";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly Letter letter = new("ann@ann.test", "Something <happened>", ["One & two.", "Three."], "Do it", $"/do/{Secret}", "Or don't.");
    private TestDatabase database = null!;
    private SmtpServer smtp = null!;
    private LogList log = null!;

    [SetUp]
    public async Task Open()
    {
        database = await TestDatabase.NewAsync(kind);
        smtp = new SmtpServer();
        log = new LogList();
    }

    [TearDown]
    public async Task Close()
    {
        await smtp.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Message_goes_out_once_as_text_and_as_html_with_a_link_to_the_configured_server()
    {
        var outbox = Outbox();
        await AddAsync(outbox);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Sender(outbox).SendDueAsync(CancellationToken.None)));
        await Sender(outbox).SendDueAsync(CancellationToken.None);

        Assert.That(smtp.Taken, Has.Count.EqualTo(1));
        var message = smtp.Taken.Single();
        Assert.That(message.To.ToString(), Is.EqualTo("ann@ann.test"));
        Assert.That(message.From.ToString(), Does.Contain("seyr@stats.test"));
        Assert.That(message.Subject, Is.EqualTo("Something <happened>"));
        Assert.That(message.TextBody!.ReplaceLineEndings("\n"), Is.EqualTo($"One & two.\n\nThree.\n\nDo it:\nhttps://stats.test/do/{Secret}\n\nOr don't.\n"));
        Assert.That(message.HtmlBody, Does.Contain("One &amp; two.").And.Contain($"href=\"https://stats.test/do/{Secret}\"").And.Contain("<title>Something &lt;happened&gt;</title>"));
        Assert.That(await WaitingAsync(), Is.Zero);
    }

    [Test]
    public async Task Message_of_what_was_taken_back_never_goes_out()
    {
        var outbox = Outbox();
        await using (var connection = await database.Store.OpenAsync(CancellationToken.None))
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await outbox.AddAsync(transaction, letter);
            await transaction.RollbackAsync();
        }

        await Sender(outbox).SendDueAsync(CancellationToken.None);
        Assert.That(smtp.Taken, Is.Empty);
    }

    [Test]
    public async Task Message_waits_longer_each_time_while_the_server_can_not_take_it_and_then_goes_out()
    {
        var outbox = Outbox();
        await AddAsync(outbox);
        smtp.Answer = "451 come back later";
        await Sender(outbox).SendDueAsync(CancellationToken.None);
        await Sender(outbox).SendDueAsync(CancellationToken.None);
        Assert.That(await AttemptsAsync(), Is.EqualTo(1), "not before a minute is over");
        clock.Advance(TimeSpan.FromMinutes(1));
        await Sender(outbox).SendDueAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Sender(outbox).SendDueAsync(CancellationToken.None);
        Assert.That(await AttemptsAsync(), Is.EqualTo(2));

        smtp.Answer = "250 OK";
        clock.Advance(TimeSpan.FromMinutes(1));
        await Sender(outbox).SendDueAsync(CancellationToken.None);
        Assert.That((smtp.Taken.Count, await WaitingAsync()), Is.EqualTo((1, 0L)));
    }

    [Test]
    public async Task Message_is_given_up_after_about_two_days_of_trying()
    {
        var outbox = Outbox(new MailOptions { Host = "127.0.0.1", Port = 1, Security = "none", From = "seyr@stats.test" });
        await AddAsync(outbox);
        var begin = clock.GetUtcNow();
        while (await WaitingAsync() > 0)
        {
            Assert.That(clock.GetUtcNow() - begin, Is.LessThan(TimeSpan.FromDays(3)));
            await Sender(outbox, port: 1).SendDueAsync(CancellationToken.None);
            clock.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.That(clock.GetUtcNow() - begin, Is.GreaterThan(TimeSpan.FromDays(1.5)));
        Assert.That(log.ToString(), Does.Contain("given up after 16 attempts").And.Not.Contain("ann@ann.test").And.Not.Contain(Secret));
    }

    [Test]
    public async Task Message_that_is_refused_for_good_makes_room_for_the_next()
    {
        var outbox = Outbox();
        await AddAsync(outbox);
        smtp.Answer = "550 no such mailbox: ann@ann.test";
        await Sender(outbox).SendDueAsync(CancellationToken.None);

        Assert.That(await WaitingAsync(), Is.Zero);
        Assert.That(log.ToString(), Does.Contain("SMTP status 550").And.Not.Contain("ann@ann.test"));
    }

    [Test]
    public async Task Message_whose_sender_died_is_sent_again_under_its_own_id_when_the_claim_has_ended()
    {
        var outbox = Outbox();
        await AddAsync(outbox);
        await using (var connection = await database.Store.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("update mails set attempts = 1, due_at = @until", new { until = (clock.GetUtcNow() + MailSender.Claim).ToUnixTimeMilliseconds() });
        }

        await Sender(outbox).SendDueAsync(CancellationToken.None);
        Assert.That(smtp.Taken, Is.Empty, "it is another's until then");
        clock.Advance(MailSender.Claim);
        smtp.HangsUp = true;
        await Sender(outbox).SendDueAsync(CancellationToken.None);
        smtp.HangsUp = false;
        clock.Advance(TimeSpan.FromMinutes(2));
        await Sender(outbox).SendDueAsync(CancellationToken.None);

        Assert.That(smtp.Taken.Select(static message => message.MessageId).ToHashSet(), Has.Count.EqualTo(1));
        Assert.That(await WaitingAsync(), Is.Zero);
    }

    [Test]
    public async Task Store_shows_nobody_the_link_that_waits_in_it()
    {
        await AddAsync(Outbox());
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        var message = Convert.FromBase64String((await connection.ExecuteScalarAsync<string>("select message from mails"))!);

        Assert.That(System.Text.Encoding.Latin1.GetString(message), Does.Not.Contain(Secret).And.Not.Contain("ann@"));
    }

    [Test]
    public async Task Message_that_another_server_has_encrypted_waits_for_that_one()
    {
        var mine = Outbox();
        await AddAsync(mine);
        var another = new Outbox(new MailOptions(), new Uri("https://stats.test/"), database.Data, new EphemeralDataProtectionProvider(), clock, NullLogger<Outbox>.Instance);
        await Sender(another).SendDueAsync(CancellationToken.None);
        Assert.That((smtp.Taken.Count, await WaitingAsync()), Is.EqualTo((0, 1L)));
        clock.Advance(TimeSpan.FromMinutes(1));
        await Sender(mine).SendDueAsync(CancellationToken.None);
        Assert.That((smtp.Taken.Count, await WaitingAsync()), Is.EqualTo((1, 0L)));
    }

    [Test]
    public async Task Without_a_mail_server_messages_lie_in_a_folder_for_the_owner_alone()
    {
        var outbox = Outbox(new MailOptions());
        Assert.That(outbox.Folder, Is.EqualTo(Path.Combine(database.Data.Path, "mail")));
        await AddAsync(outbox);
        await new MailSender(database.Store, outbox, new FolderPost(database.Data), clock, NullLogger<MailSender>.Instance).SendDueAsync(CancellationToken.None);

        var file = Directory.GetFiles(outbox.Folder!, "*").Single();
        Assert.That(Path.GetFileName(file), Does.Match(@"^\d{8}T\d{6}Z-.*\.eml$"));
        Assert.That(new FileInfo(file).UnixFileMode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That((await MimeMessage.LoadAsync(file)).TextBody, Does.Contain(Secret));
    }

    [TestCase("a@b.test\r\nBcc: c@d.test")]
    [TestCase("Ann <a@b.test>")]
    [TestCase("a@b.test,c@d.test")]
    [TestCase("a@@b.test")]
    [TestCase("a@b.test>")]
    [TestCase("@b.test")]
    public void Address_that_is_more_than_one_is_none(string text) => Assert.That(Seyr.Identity.Users.EmailProblem(text), Is.Not.Null);

    private Outbox Outbox(MailOptions? options = null) => new(
        options ?? new MailOptions { Host = "127.0.0.1", From = "seyr@stats.test" }, new Uri("https://stats.test/"), database.Data,
        DataProtectionProvider.Create(new DirectoryInfo(database.Data.Subdirectory("keys"))), clock, NullLogger<Outbox>.Instance);

    private MailSender Sender(Outbox outbox, int? port = null)
    {
        var options = new MailOptions { Host = "127.0.0.1", Port = port ?? smtp.Port, Security = "none", From = "seyr@stats.test" };
        return new(database.Store, outbox, new SmtpPost(options), clock, new LoggerFactory([log]).CreateLogger<MailSender>());
    }

    private async Task AddAsync(Outbox outbox)
    {
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await outbox.AddAsync(transaction, letter);
        await transaction.CommitAsync();
    }

    private async Task<long> WaitingAsync() => await ScalarAsync("select count(*) from mails");

    private async Task<long> AttemptsAsync() => await ScalarAsync("select attempts from mails");

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
