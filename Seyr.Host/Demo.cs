using System.Security.Cryptography;
using Seyr.Ingest;
using Seyr.Sites;

namespace Seyr.Host;

/// <summary><c>seyr demo</c></summary>
internal static class Demo
{
    private const string Domain = "demo.example";
    private const string Email = "demo@demo.example";

    public static async Task RunAsync(SeyrOptions options, CancellationToken cancel)
    {
        Serve.ForbidCoreDumps();
        options.DataDirectory = Directory.CreateTempSubdirectory("seyr-demo-").FullName;
        options.Storage = new() { Engine = options.Storage.Engine };
        try
        {
            await using var stores = await Stores.OpenAsync(options, cancel);
            var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            var site = await Provision.New(stores.Relational, options).EnsureAsync(Email, () => password, "Demo", Domain, "Etc/UTC", cancel);
            var traffic = new DemoTraffic(stores.Events, TimeProvider.System);
            var made = await traffic.FillAsync(site.Id, cancel);
            await traffic.KeepOutAsync(new Refusals(stores.Relational, TimeProvider.System), site.Id, cancel);
            await IngestModule.CountStoredAsync(stores.Relational, stores.Events, cancel);
            await using var app = Server.Build(options, stores);
            await Serve.StartAsync(app, options, cancel);
            var address = Serve.AddressOf(app, options);
            Console.WriteLine($"""
                Seyr is running: {address}
                A demo site with {made:N0} events of 90 days is here: {new Uri(address, $"sites/{Domain}")}
                Sign in as {Email} with the password {password}
                It goes when you stop it (Ctrl+C).
                """);
            await app.WaitForShutdownAsync(cancel);
        }
        finally
        {
            Directory.Delete(options.DataDirectory, recursive: true);
        }
    }
}
