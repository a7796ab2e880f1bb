using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Seyr.Billing;
using Seyr.Billing.SslCommerz;
using Seyr.Gateway;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Sites;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>The module's parts around a real store and the local gateway, with a clock that stands still.</summary>
internal sealed class BillingWorld : IAsyncDisposable
{
    private readonly SslCommerzProvider gatewayProvider;
    private readonly IPaymentProvider provider;
    private readonly LoggerFactory logs;
    private readonly Providers providers;
    private readonly Organisations organisations;
    private readonly Users users;

    private BillingWorld(TestDatabase database, LocalGateway gateway, Func<IPaymentProvider>? other)
    {
        (Database, Gateway) = (database, gateway);
        Options = BillingOptionsTests.Right();
        Options.AlertTo = "operator@seyr.test";
        Options.SslCommerz.Address = gateway.Address.AbsoluteUri;
        Options.SslCommerz.StoreId = LocalGateway.StoreId;
        Options.SslCommerz.StorePassword = LocalGateway.Password;
        logs = new LoggerFactory([Log], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        gatewayProvider = new SslCommerzProvider(Options.SslCommerz, logs, TimeSpan.FromSeconds(5));
        provider = other?.Invoke() ?? gatewayProvider;
        var store = database.Store;
        var outbox = new Outbox(new MailOptions(), Server, database.Data, new EphemeralDataProtectionProvider(), Clock, logs.CreateLogger<Outbox>());
        providers = new Providers(provider);
        Orders = new Orders(store, Clock);
        Callbacks = new Callbacks(store, Clock);
        Periods = new Periods(store, Clock);
        var alerts = new Alerts(Options, outbox, logs.CreateLogger<Alerts>());
        Doubles = new Doubles(store, alerts, outbox);
        Cards = new Cards(store, new EphemeralDataProtectionProvider());
        Settlement = new Settlement(
            store, Orders, Callbacks, new Inquiry(providers, Callbacks), new Invoices(store, Options), Cards, alerts, Doubles, outbox, Clock,
            logs.CreateLogger<Settlement>());
        users = new Users(store, new Throttle(Clock), Clock);
        Outbox = outbox;
        var plans = new OrganisationPlans(store, SiteOptions);
        Trials = new Trials(Options, new Plans(Options), plans, Clock);
        organisations = new Organisations(store, new TwoFactor(store, new EphemeralDataProtectionProvider(), Clock), SiteOptions);
        Notices = new UsageNotices(store, organisations, plans, users, outbox, Clock);
        Renewals = new Renewals(store, Clock);
        ReadPlans();
        Usage = new Usage(store, Clock);
        Restrictions = new Restrictions(store, new OrganisationLocks(store), plans, Usage, organisations, users, outbox, Clock);
        Refunds = new Refunds(store, Clock);
        Received = new Received(store, providers, Callbacks);
        Held = new HeldPayments(store, Clock);
        Refunding = new Refunding(store, Refunds, Orders, providers, new CreditNotes(store), Doubles, alerts, outbox, Clock, logs.CreateLogger<Refunding>());
        Reconciler = new Reconciler(store, Settlement, Periods, Trials, Notices, Restrictions, Refunding, Clock, logs.CreateLogger<Reconciler>());
        Ordering = new Ordering(Orders, providers, Server, logs.CreateLogger<Ordering>());
    }

    public static readonly Uri Server = new("http://127.0.0.1:1/");

    public EndingClock Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public LogList Log { get; } = new();

    public TestDatabase Database { get; }

    public LocalGateway Gateway { get; }

    public BillingOptions Options { get; }

    public Orders Orders { get; }

    public Callbacks Callbacks { get; }

    public Periods Periods { get; }

    public Settlement Settlement { get; }

    public Cards Cards { get; }

    public Renewals Renewals { get; }

    public Renewing Renewing { get; private set; } = null!;

    public Doubles Doubles { get; }

    public Refunds Refunds { get; }

    public Received Received { get; }

    public HeldPayments Held { get; }

    public Refunding Refunding { get; }

    public Reconciler Reconciler { get; }

    public Reminders Reminders { get; private set; } = null!;

    public Trials Trials { get; }

    public UsageNotices Notices { get; }

    public Usage Usage { get; }

    public Restrictions Restrictions { get; }

    public Outbox Outbox { get; }

    public Ordering Ordering { get; }

    public static readonly Buyer Buyer = new("Ann", "Road 1", "Dhaka", "1207", "Bangladesh", "+8801700000000", "");

    /// <param name="kind">The store.</param>
    /// <param name="provider">Who takes the money; null: the local gateway.</param>
    public static async Task<BillingWorld> StartAsync(RelationalKind kind, Func<IPaymentProvider>? provider = null) =>
        new(await TestDatabase.NewAsync(kind), await LocalGateway.StartAsync(), provider);

    /// <summary>As a server does that is started anew.</summary>
    public void ReadPlans()
    {
        var nextTerms = new NextTerms(Cards, new Plans(Options), providers, organisations);
        Renewing = new Renewing(
            Renewals, Periods, Orders, nextTerms, Cards, providers, Settlement, organisations, users, Server, Clock, logs.CreateLogger<Renewing>());
        Reminders = new Reminders(Database.Store, Periods, nextTerms, Renewals, organisations, users, Outbox, Clock);
    }

    /// <summary>A site whose organisation is new.</summary>
    public async Task<Site> SiteAsync(string domain)
    {
        var options = SiteOptions;
        return await new Provisioning(Database.Store, users, new SiteDirectory(Database.Store, options, Clock), options, Clock)
            .EnsureAsync($"ann@{domain}", static () => "correct horse battery", domain, domain, "Etc/UTC", CancellationToken.None);
    }

    public SitesOptions SiteOptions => new(null, Options.FreePlan()!.MonthlyEvents, Options.FreePlan()!.Quota, HasPlans: true, Options.FreePlan()!.ToTerms());

    public Task<Order> OrderAsync(long organisationId, string plan = "starter", Term term = Term.Month, long? cardOf = null)
    {
        var what = new Plans(Options).Find(plan)!;
        return Ordering.OrderAsync(organisationId, new Customer("ann@ann.test", Buyer, cardOf), what, term, what.Price(term)!.Value, CancellationToken.None);
    }

    /// <summary>The customer pays, and nobody hears of it.</summary>
    public GatewayAttempt Attempt(Order order, string status, GatewayFault faults = GatewayFault.None)
    {
        var session = Gateway.Session(order.TransactionId);
        session.Faults = faults;
        return Gateway.Attempt(session, status);
    }

    /// <summary>What the gateway posts of it arrives.</summary>
    public async Task PostAsync(Order order, GatewayAttempt attempt, Channel channel)
    {
        var form = GatewayFields.Post(Gateway.Session(order.TransactionId), attempt, LocalGateway.StoreId, LocalGateway.Password);
        if (provider.Read(form) is { } callback && callback.TransactionId == order.TransactionId)
        {
            await Callbacks.AddAsync(order, channel, callback, form, CancellationToken.None);
            await Doubles.TellAsync(order, CancellationToken.None);
        }
    }

    /// <summary>Subjects of all mails, in their order.</summary>
    public async Task<List<string>> SubjectsAsync(string? to = null)
    {
        var subjects = new List<string>();
        foreach (var message in await ListAsync<string>("select message from mails order by id"))
        {
            using var memory = new MemoryStream(Outbox.Open(message));
            using var mail = await MimeKit.MimeMessage.LoadAsync(memory);
            if (to is null || mail.To.Mailboxes.Single().Address == to)
            {
                subjects.Add(mail.Subject ?? "");
            }
        }

        return subjects;
    }

    /// <summary>The texts of all mails, in their order.</summary>
    public async Task<List<string>> LettersAsync()
    {
        var letters = new List<string>();
        foreach (var message in await ListAsync<string>("select message from mails order by id"))
        {
            using var memory = new MemoryStream(Outbox.Open(message));
            using var mail = await MimeKit.MimeMessage.LoadAsync(memory);
            letters.Add(mail.TextBody ?? "");
        }

        return letters;
    }

    /// <summary>Asks for money of a payment back; null: of the order's only one.</summary>
    public async Task<bool> AskBackAsync(Order order, long minor, string? id = null, ReceivedPayment? payment = null)
    {
        payment ??= (await Received.OfAsync(order, CancellationToken.None)).Single();
        return await Refunds.AskAsync(
            order, payment, new Refund(id ?? Orders.NewId(), payment.BankTransactionId, new Amount(minor, "BDT"), "asked for"), "operator@seyr.test", CancellationToken.None);
    }

    public Task SettleAsync(Order order) => Settlement.SettleAsync(order.TransactionId, CancellationToken.None);

    public async Task<string> StatusAsync(Order order) => (await Orders.FindAsync(order.TransactionId, CancellationToken.None))!.Status;

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await Database.Store.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    public async Task<List<T>> ListAsync<T>(string sql)
    {
        await using var connection = await Database.Store.OpenAsync(CancellationToken.None);
        return (await connection.QueryAsync<T>(sql)).AsList();
    }

    public async ValueTask DisposeAsync()
    {
        gatewayProvider.Dispose();
        logs.Dispose();
        await Gateway.DisposeAsync();
        await Database.DisposeAsync();
    }
}
