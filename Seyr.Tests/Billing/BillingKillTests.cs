using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Seyr.Billing;
using Seyr.Billing.SslCommerz;
using Seyr.Gateway;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>The program, ended by <c>kill -9</c> again and again while payments come in: none is lost, none doubled.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
[NonParallelizable]
internal sealed class BillingKillTests(RelationalKind kind)
{
    private const int Rounds = 6;
    private const int OrdersARound = 6;
    private const int LongestMilliseconds = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random random = new(8);
    private readonly List<(GatewaySession Session, GatewayAttempt Attempt)> paid = [];
    private readonly List<string> logs = [];
    private Dictionary<string, string> settings = [];
    private LocalGateway gateway = null!;
    private string data = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        gateway = await LocalGateway.StartAsync();
        data = Directory.CreateTempSubdirectory("seyr-billing-kill-").FullName;
        settings = await SettingsAsync();
        var made = await SeyrProcess.RunAsync(data, settings, "correct horse battery", "provision", "--email", "ann@ann.test", "--organisation", "ann", "--domain", "ann.test");
        Assert.That(made.ExitCode, Is.Zero, made.Error);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await gateway.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Test]
    public async Task Whenever_it_is_killed_each_payment_counts_once()
    {
        await using var store = OpenStore();
        var isCutOff = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await PayAsync(store);
            await KillWithinAsync(round);
            isCutOff += await PaidAsync(store) < paid.Count ? 1 : 0;
        }

        Assert.That(isCutOff, Is.AtLeast(2), "it was killed while something was under way");
        await using var last = await SeyrProcess.StartAsync(data, settings);
        // Of every second one the gateway posts again; of the others nobody hears any more, and their time comes.
        await Task.WhenAll(paid.Where(static (_, i) => i % 2 == 0).Select(pair => PostAsync(pair, "success")));
        await using (var connection = await store.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("update orders set check_at = 1 where status <> 'paid'");
        }

        await WaitAsync(store);
        await ReadInvoiceAsync();
        Assert.That(await last.StopAsync(), Is.Zero, last.Log);
        logs.Add(last.Log);
        await JudgeAsync(store);
        Assert.That(logs, Has.None.Contains("store_passwd").And.None.Contains(LocalGateway.Password).And.None.Contains(Uri.EscapeDataString(LocalGateway.Password)));
    }

    /// <summary>All is posted at once, and it is killed when the gateway has been asked so many times, or a few milliseconds later: somewhere between asking and having written.</summary>
    private async Task KillWithinAsync(int questions)
    {
        await using var seyr = await SeyrProcess.StartAsync(data, settings);
        var before = Asked();
        var posts = paid.TakeLast(OrdersARound).Select(pair => PostAsync(pair, "ipn")).ToList();
        using var patience = new CancellationTokenSource(Patience);
        while (Asked() < before + questions)
        {
            await Task.Delay(1, patience.Token);
        }

        await Task.Delay(random.Next(LongestMilliseconds));
        await seyr.KillAsync();
        await Task.WhenAll(posts);
        logs.Add(seyr.Log);
    }

    private int Asked() => gateway.Requests.Count(static request => request.StartsWith("GET", StringComparison.Ordinal));

    /// <summary>Orders are made and paid; the program isn't running.</summary>
    private async Task PayAsync(RelationalStore store)
    {
        var options = BillingOptionsTests.Right();
        options.SslCommerz.Address = gateway.Address.AbsoluteUri;
        (options.SslCommerz.StoreId, options.SslCommerz.StorePassword) = (LocalGateway.StoreId, LocalGateway.Password);
        using var provider = new SslCommerzProvider(options.SslCommerz, NullLoggerFactory.Instance);
        var ordering = new Ordering(new Orders(store, TimeProvider.System), new Providers(provider), new Uri(settings["PublicUrl"]), NullLogger<Ordering>.Instance);
        var plan = new Plans(options).Find("starter")!;
        var buyer = new Buyer("Ann", "1", "ঢাকা", "1207", "Bangladesh", "+880", "");
        for (var i = 0; i < OrdersARound; i++)
        {
            var order = await ordering.OrderAsync(1, new Customer("ann@ann.test", buyer), plan, Term.Month, plan.PerMonth!.Value, CancellationToken.None);
            var session = gateway.Session(order.TransactionId);
            paid.Add((session, gateway.Attempt(session, "VALID")));
        }
    }

    private static async Task<long> PaidAsync(RelationalStore store)
    {
        await using var connection = await store.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>("select count(*) from orders where status = 'paid'");
    }

    private async Task WaitAsync(RelationalStore store)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await PaidAsync(store) < paid.Count && !patience.IsCancellationRequested)
        {
            await Task.Delay(200);
        }
    }

    /// <summary>The one of the first payment, as a file: it is drawn by libraries beside the binary.</summary>
    private async Task ReadInvoiceAsync()
    {
        using var owner = new Visitor(new Uri(settings["PublicUrl"]));
        await owner.SignInAsync("ann@ann.test", "correct horse battery");
        using var page = await owner.GetAsync("/organisations/1/billing");
        var invoice = Regex.Match(await page.Content.ReadAsStringAsync(), "/organisations/1/invoices/[0-9-]+").Value;
        using var file = await owner.GetAsync(invoice + ".pdf");
        Assert.That(await Poppler.TextAsync(await file.Content.ReadAsByteArrayAsync()), Does.Contain(invoice.Split('/')[^1]).And.Contain("BDT 990.00").And.Contain("ঢাকা"));
    }

    private async Task JudgeAsync(RelationalStore store)
    {
        await using var connection = await store.OpenAsync(CancellationToken.None);
        foreach (var table in new[] { "payments", "subscriptions", "invoices" })
        {
            Assert.That((await connection.QueryAsync<long>($"select order_id from {table} order by order_id")).ToList(), Is.EqualTo(Enumerable.Range(1, paid.Count)), table);
        }

        Assert.That((await connection.QueryAsync<long>("select number from invoices order by number")).ToList(), Is.EqualTo(Enumerable.Range(1, paid.Count)), "no gap");
        Assert.That(await connection.ExecuteScalarAsync<long>("select max(months) from subscriptions"), Is.EqualTo(paid.Count), "a month each, one after the other");
        var sent = new Mailbox(data).All("ann@ann.test").Select(static mail => mail.Subject).Where(static subject => subject!.StartsWith("Receipt ", StringComparison.Ordinal)).Distinct();
        var waiting = await connection.ExecuteScalarAsync<long>("select count(*) from mails");
        Assert.That(sent.Count() + waiting, Is.InRange(paid.Count, paid.Count + Rounds), "a receipt each; one that was being sent when it was killed is in both places");
    }

    private async Task PostAsync((GatewaySession Session, GatewayAttempt Attempt) pair, string channel)
    {
        try
        {
            (await gateway.PostAsync(pair.Session, pair.Attempt, channel)).Dispose();
        }
        catch (HttpRequestException)
        {
            // It was killed meanwhile: that post is lost.
        }
    }

    /// <summary>Beside the program, which has the directory's lock while it runs.</summary>
    private RelationalStore OpenStore()
    {
        using var directory = DataDirectory.OpenShared(data);
        return RelationalStore.Open(new StorageOptions { Relational = settings["Storage__Relational"] }, directory);
    }

    private async Task<Dictionary<string, string>> SettingsAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        return new Dictionary<string, string>
        {
            ["Listen"] = address, ["PublicUrl"] = address, ["Storage__Relational"] = kind == RelationalKind.Postgres ? await PostgresServer.NewDatabaseAsync() : "",
            ["Billing__Seller"] = "Seyr", ["Billing__SslCommerz__Address"] = gateway.Address.AbsoluteUri, ["Billing__SslCommerz__StoreId"] = LocalGateway.StoreId,
            ["Billing__SslCommerz__StorePassword"] = LocalGateway.Password, ["Billing__Plans__0__Name"] = "free", ["Billing__Plans__0__Title"] = "Free",
            ["Billing__Plans__1__Name"] = "starter", ["Billing__Plans__1__Title"] = "Starter", ["Billing__Plans__1__PerMonth"] = "990.00",
        };
    }
}
