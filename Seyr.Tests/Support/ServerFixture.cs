using Seyr.Host;
using Seyr.Storage;

namespace Seyr.Tests.Support;

/// <summary>A running program with two owners, each with a site of their own, on one kind of relational store.</summary>
internal abstract class ServerFixture(RelationalKind kind = RelationalKind.Sqlite)
{
    protected const string Password = "correct horse battery";
    protected const string MetricsToken = "for-the-scraper";

    protected string Data { get; private set; } = null!;

    protected SeyrProcess Seyr { get; private set; } = null!;

    /// <summary>Each owner's API key, as it was provisioned.</summary>
    protected Dictionary<string, string> Keys { get; } = [];

    protected Dictionary<string, string> Settings { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        Data = Directory.CreateTempSubdirectory("seyr-server-").FullName;
        Settings = new() { ["MetricsToken"] = MetricsToken, ["Ingest__FlushInterval"] = "00:00:00.2" };
        Configure(Settings);
        if (kind == RelationalKind.Postgres)
        {
            Settings["Storage__Relational"] = await MigratedStores.NewPostgresAsync();
        }

        await AddOwnersAsync();
        Seyr = await SeyrProcess.StartAsync(Data, Settings);
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        await Seyr.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    protected virtual void Configure(Dictionary<string, string> settings)
    {
    }

    protected Visitor NewVisitor() => new(Seyr.Address);

    protected async Task<Visitor> SignedInAsync(string name)
    {
        var visitor = NewVisitor();
        var answer = await visitor.SignInAsync($"{name}@{name}.test", Password);
        Assert.That((int)answer.StatusCode, Is.EqualTo(303));
        return visitor;
    }

    /// <summary>Waits until nothing is on its way to the store, and returns the counters.</summary>
    protected async Task<Dictionary<string, long>> SettledCountersAsync(Visitor visitor)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var counters = await visitor.CountersAsync(MetricsToken);
            if (counters["seyr_events_waiting"] == 0)
            {
                return counters;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("Events still wait for the store.");
    }

    /// <summary>Makes what <c>seyr provision</c> makes, without a process for each owner: the command has tests of its own.</summary>
    private async Task AddOwnersAsync()
    {
        using var data = DataDirectory.Open(Data);
        var options = new SeyrOptions { DataDirectory = Data };
        options.Storage.Relational = Settings.GetValueOrDefault("Storage__Relational", "");
        if (kind == RelationalKind.Sqlite)
        {
            await MigratedStores.AddSqliteAsync(data);
        }

        await using var store = RelationalStore.Open(options.Storage, data);
        foreach (var name in new[] { "ann", "bob" })
        {
            var email = $"{name}@{name}.test";
            var site = await Provision.New(store, options).EnsureAsync(email, static () => Password, name, $"{name}.test", "Etc/UTC", CancellationToken.None);
            Keys[name] = (await Provision.MakeKeyAsync(store, email, site.OrganisationId, isAsked: false, CancellationToken.None))!;
        }
    }
}
