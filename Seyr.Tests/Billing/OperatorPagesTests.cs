using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Billing;
using Seyr.Billing.Mock;
using Seyr.Host;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>What an operator sees and does, and that it is there for nobody else.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class OperatorPagesTests(RelationalKind kind)
{
    private const string Password = "correct horse battery";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private string data = null!;
    private WholeServer server = null!;
    private Visitor boss = null!;
    private Visitor owner = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-operator-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data, Billing = BillingOptionsTests.Right() };
        options.Storage.Relational = kind == RelationalKind.Postgres ? await MigratedStores.NewPostgresAsync() : "";
        options.Ingest.SaltDirectory = "memory";
        options.Billing.Provider = "mock";
        options.Billing.Operators = "other@seyr.test, Boss@boss.test";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        await Provision.New(server.Services.GetRequiredService<RelationalStore>(), options)
            .EnsureAsync("boss@boss.test", static () => Password, "boss", "boss.test", "Etc/UTC", CancellationToken.None);
        (boss, owner) = (new Visitor(server.Address), new Visitor(server.Address));
        await boss.SignInAsync("boss@boss.test", Password);
        await owner.SignInAsync("ann@ann.test", Password);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        boss.Dispose();
        owner.Dispose();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Test]
    public async Task Nobody_else_sees_or_does_anything()
    {
        var path = await OrderAsync("risky");
        Assert.That((await owner.GetAsync("/operator")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await owner.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        foreach (var act in new[] { "ask", "accept", "refund", "resolve" })
        {
            using var answer = await owner.SubmitAsync("/organisations/1/billing", $"{path}/{act}");
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), act);
        }

        Assert.That(await boss.GetTextAsync(path), Does.Contain("Take it all the same"), "nothing of it was done");
    }

    [Test]
    public async Task What_is_risky_is_taken_by_a_person()
    {
        var path = await OrderAsync("risky");
        Assert.That(await boss.GetTextAsync("/operator"), Does.Contain(path).And.Contain("Risky"));
        using var accepted = await boss.SubmitAsync(path, $"{path}/accept");
        Assert.That(await SeenAsync(path, "<h2 id=\"status\">Paid</h2>"), Does.Not.Contain("Take it all the same"));
    }

    [Test]
    public async Task What_was_paid_is_given_back_in_part_and_the_owner_has_a_credit_note()
    {
        var path = await OrderAsync("pay");
        using var wrong = await RefundAsync(path, "990.005", Password);
        using var stranger = await RefundAsync(path, "100.50", "not my password");
        using var tooMuch = await RefundAsync(path, "2990.51", Password);
        Assert.That(new[] { wrong, stranger, tooMuch }.Select(static answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await stranger.Content.ReadAsStringAsync(), Does.Contain("not your password"));
        Assert.That(await tooMuch.Content.ReadAsStringAsync(), Does.Contain("more than is left"));
        using var right = await RefundAsync(path, "100.50", Password);
        Assert.That(right.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await SeenAsync(path, "Under way"), Does.Contain("value=\"2890.00\""), "what is left");
        clock.Advance(TimeSpan.FromMinutes(5));
        await SeenAsync(path, "<span class=\"tag\">Given back</span>");

        var note = Regex.Match(await owner.GetTextAsync("/organisations/1/billing"), "/organisations/1/credit-notes/CN-2026-[0-9]{6}").Value;
        Assert.That(await owner.GetTextAsync(note), Does.Contain("Credit note CN-2026-").And.Contain("BDT 100.50").And.Contain("Reason: a gift"));
        var invoice = Regex.Match(await owner.GetTextAsync(note), "Of invoice ([0-9-]+)").Groups[1].Value;
        Assert.That(await owner.GetTextAsync("/organisations/1/invoices/" + invoice), Does.Contain(note).And.Contain("BDT 2,990.50"));
        foreach (var (paper, amount) in new[] { ("/organisations/1/invoices/" + invoice, "BDT 2,990.50"), (note, "BDT 100.50") })
        {
            using var file = await owner.GetAsync(paper + ".pdf");
            Assert.That(file.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pdf"));
            Assert.That(file.Content.Headers.ContentDisposition!.ToString(), Does.Match("^attachment; filename=\"?(Invoice|Credit-note-CN)-2026-[0-9]{6}\\.pdf"));
            Assert.That(file.Headers.CacheControl!.NoStore);
            Assert.That(await Poppler.TextAsync(await file.Content.ReadAsByteArrayAsync()), Does.Contain(amount).And.Contain("Ann\n1\n1207 Dhaka"));
            Assert.That((await boss.GetAsync(paper + ".pdf")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "somebody else's");
        }

        Assert.That((await owner.GetAsync("/organisations/1/invoices/2026-999999.pdf")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "there is none");
        Assert.That((await boss.GetAsync(note)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "somebody else's");
        Assert.That((await owner.GetAsync("/organisations/2/credit-notes/" + note.Split('/')[^1])).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task All_that_is_open_is_asked_about()
    {
        var path = await OrderAsync("unheard");
        using var asked = await boss.SubmitAsync("/operator", "/operator/ask");
        Assert.That(asked.Headers.Location!.OriginalString, Is.EqualTo("/operator?asked"));
        await SeenAsync(path, "<h2 id=\"status\">Paid</h2>");
    }

    [Test]
    public async Task Organisations_are_listed_with_plan_and_use()
    {
        await OrderAsync("pay");
        await using (var connection = await server.Services.GetRequiredService<RelationalStore>().OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("insert into usage (organisation_id, day, events) values (1, 20261123, 4321)");
        }

        var row = Regex.Match(await boss.GetTextAsync("/operator"), "<tr><th scope=\"row\">ann</th>.*?</tr>", RegexOptions.Singleline).Value;
        Assert.That(row, Does.Contain("Pro").And.Contain("until ").And.Contain("4,321").And.Contain("of 1,000,000"));
        Assert.That(await boss.GetTextAsync("/operator"), Does.Contain("<th scope=\"row\">boss</th><td>Free"));
    }

    /// <summary>The page, as soon as what is done by itself has been done.</summary>
    private async Task<string> SeenAsync(string path, string text)
    {
        var page = "";
        for (var i = 0; i < 200 && !page.Contains(text, StringComparison.Ordinal); i++)
        {
            await Task.Delay(50);
            page = await boss.GetTextAsync(path);
        }

        Assert.That(page, Does.Contain(text));
        return page;
    }

    private async Task<HttpResponseMessage> RefundAsync(string path, string amount, string password)
    {
        clock.Advance(TimeSpan.FromMinutes(1));
        var page = await boss.GetTextAsync(path);
        return await boss.SubmitAsync(
            path, $"{path}/refund", ("request", Value(page, "request")), ("payment", Value(page, "payment")), ("amount", amount), ("reason", "a gift"), ("password", password));
    }

    private static string Value(string page, string name) => Regex.Match(page, $"name=\"{name}\" value=\"([^\"]+)\"").Groups[1].Value;

    /// <summary>Orders as the owner, and has the mock do something.</summary>
    /// <returns>The operator's page of it.</returns>
    private async Task<string> OrderAsync(string choice)
    {
        clock.Advance(TimeSpan.FromMinutes(10));
        using var ordered = await owner.SubmitAsync(
            "/organisations/1/billing", "/organisations/1/billing", ("choice", "pro:month"), ("name", "Ann"), ("address", "1"), ("city", "Dhaka"), ("postcode", "1207"),
            ("country", "Bangladesh"), ("phone", "+880"));
        var transaction = ordered.Headers.Location!.OriginalString.Split('/')[^1].Split('?')[0];
        using var pressed = await owner.SubmitAsync(MockPages.Path + transaction, MockPages.Path + transaction, ("choice", choice));
        if (choice != "unheard")
        {
            await SettleAsync(transaction);
        }

        return OperatorPages.PathOf(transaction);
    }

    private Task SettleAsync(string path) => server.Services.GetRequiredService<Settlement>().SettleAsync(path.Split('/')[^1], CancellationToken.None);
}
