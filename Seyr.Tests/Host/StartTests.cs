using System.Net;
using System.Net.Sockets;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>Starting: what is wrong is said in a sentence that names what to mend.</summary>
[Category("Published")]
public sealed class StartTests
{
    private string data = null!;

    [SetUp]
    public void MakeDirectory() => data = Directory.CreateTempSubdirectory("seyr-start-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(data, recursive: true);

    [TestCase("Lissten", "http://127.0.0.1:0", "Lissten")]
    [TestCase("Listen", "somewhere", "Listen")]
    [TestCase("Listen", "https://127.0.0.1:8443", "Listen")]
    [TestCase("PublicUrl", "stats.example.com", "PublicUrl")]
    [TestCase("TrustedProxies", "10.0.0.0/8, everyone", "TrustedProxies")]
    [TestCase("LogLevel", "Loud", "LogLevel")]
    [TestCase("Web__OutboundAllows", "127.0.0.1, home", "Web:OutboundAllows")]
    [TestCase("Ingest__FlushInterval", "soon", "Ingest:FlushInterval")]
    [TestCase("Ingest__FlushEvents", "0", "Ingest:FlushEvents")]
    [TestCase("Ingest__MonthlyEvents", "-1", "Ingest:MonthlyEvents")]
    [TestCase("Ingest__Quota", "hard", "Ingest:Quota")]
    [TestCase("Ingest__SaltDirectory", "/", "Ingest:SaltDirectory")]
    [TestCase("Ingest__Colour", "red", "Colour")]
    [TestCase("Storage__Engine__MemoryMegabytes", "3", "Storage:Engine:MemoryMegabytes")]
    [TestCase("Storage__Relational", "nonsense", "Storage:Relational")]
    [TestCase("Storage__Relational", "Host=127.0.0.1;Port=1;Username=x;Password=hush-hush", "Storage:Relational")]
    [TestCase("Storage__Events", "nonsense", "Storage:Events")]
    [TestCase("Storage__Events", "Host=127.0.0.1;Port=1;Password=hush-hush", "Storage:Events")]
    public async Task A_wrong_value_stops_the_start_with_the_keys_name(string key, string value, string named)
    {
        var (exitCode, output, error) = await SeyrProcess.RunAsync(data, new Dictionary<string, string> { [key] = value }, "", "serve");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain(named));
        Assert.That(error + output, Does.Not.Contain("   at ").And.Not.Contain("hush-hush"));
    }

    [Test]
    public async Task The_configuration_file_is_read_and_the_environment_goes_first()
    {
        var file = Path.Combine(data, "my.json");
        await File.WriteAllTextAsync(file, """{ "Listen": "wrong", /* a comment */ "Ingest": { "FlushEvents": -1 } }""");

        var (_, _, error) = await SeyrProcess.RunAsync(data, null, "", "--config", file);
        Assert.That(error, Does.Contain("Ingest:FlushEvents").And.Not.Contain("Listen"));

        var missing = await SeyrProcess.RunAsync(data, null, "", "serve", "--config", "/nowhere.json");
        Assert.That(missing.Error, Does.Contain("/nowhere.json"));
        await File.WriteAllTextAsync(file, "{ broken");
        Assert.That((await SeyrProcess.RunAsync(data, null, "", "--config", file)).Error, Does.Contain("my.json"));
    }

    [Test]
    public async Task A_second_process_on_the_same_directory_is_refused_and_provisioning_beside_it_is_not()
    {
        await using var first = await SeyrProcess.StartAsync(data);
        var second = await SeyrProcess.RunAsync(data, null, "", "serve");
        Assert.That(second.ExitCode, Is.EqualTo(1));
        Assert.That(second.Error, Does.Contain("Another Seyr is running on the data directory"));

        var beside = await SeyrProcess.RunAsync(data, null, "long enough", "provision", "--email", "a@a.test", "--organisation", "A", "--domain", "a.test");
        Assert.That(beside.ExitCode, Is.Zero, beside.Error);
        using var visitor = new Visitor(first.Address);
        Assert.That((int)(await visitor.SignInAsync("a@a.test", "long enough")).StatusCode, Is.EqualTo(303));
    }

    [Test]
    public async Task After_a_kill_it_starts_again_and_has_what_was_stored()
    {
        string[] provision = ["provision", "--email", "a@a.test", "--organisation", "A", "--domain", "a.test"];
        await SeyrProcess.RunAsync(data, null, "long enough", provision);
        await using (var first = await SeyrProcess.StartAsync(data))
        {
            using var visitor = new Visitor(first.Address);
            await visitor.SendAsync("""{"n":"pageview","u":"https://a.test/","d":"a.test"}""");
            await visitor.SignInAsync("a@a.test", "long enough");
            for (var attempt = 0; attempt < 50 && !(await visitor.GetTextAsync("/sites/a.test/first-event")).Contains("true", StringComparison.Ordinal); attempt++)
            {
                await Task.Delay(100);
            }
        }

        await using var second = await SeyrProcess.StartAsync(data);
        using var owner = new Visitor(second.Address);
        await owner.SignInAsync("a@a.test", "long enough");
        Assert.That(await owner.GetTextAsync("/sites/a.test/first-event"), Does.Contain("true"));
    }

    [Test]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        var (exitCode, _, error) = await SeyrProcess.RunAsync(data, new Dictionary<string, string> { ["Listen"] = address }, "", "serve");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("Listen").And.Contain(address).And.Not.Contain("   at "));
    }

    [Test]
    public async Task Health_says_live_and_ready()
    {
        await using var seyr = await SeyrProcess.StartAsync(data);
        using var visitor = new Visitor(seyr.Address);

        Assert.That(await visitor.GetTextAsync("/health/live"), Is.EqualTo("live"));
        Assert.That(await visitor.GetTextAsync("/health/ready"), Is.EqualTo("ready"));
        Assert.That((await visitor.GetAsync("/metrics")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "there is none without a token");
    }

    [Test]
    public async Task Every_command_has_its_help([Values("", "serve", "provision", "migrate", "demo")] string command)
    {
        var (exitCode, output, _) = await SeyrProcess.RunAsync(data, null, "", command.Length == 0 ? ["--help"] : [command, "--help"]);

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("Usage:").And.Contain(command).And.Contain("--config"));
        Assert.That(Directory.GetFileSystemEntries(data), Is.Empty, "help touches nothing");
    }

    [Test]
    public async Task Migrating_twice_is_as_good_as_once()
    {
        Assert.That((await SeyrProcess.RunAsync(data, null, "", "migrate")).ExitCode, Is.Zero);
        Assert.That((await SeyrProcess.RunAsync(data, null, "", "migrate")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Without_the_engines_library_it_says_what_to_do()
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "program")).FullName;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(SeyrProcess.Binary)!).Where(static file => !file.EndsWith("libchdb.so", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var runtimes = Path.Combine(Path.GetDirectoryName(SeyrProcess.Binary)!, "runtimes", "linux-x64", "native", "libe_sqlite3.so");
        if (File.Exists(runtimes))
        {
            File.Copy(runtimes, Path.Combine(folder, "libe_sqlite3.so"));
        }

        var (exitCode, _, error) = await SeyrProcess.RunBinaryAsync(Path.Combine(folder, "seyr"), data, "serve");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("libchdb.so").And.Contain("Storage:Events").And.Not.Contain("   at "));
    }

    [TestCase("--email", "nobody")]
    [TestCase("--domain", "not a domain")]
    [TestCase("--timezone", "Mars/Olympus")]
    [TestCase("--organisation", " ")]
    [TestCase("--monthly-events", "many")]
    [TestCase("--monthly-events", "1000000000001")]
    [TestCase("--quota", "hard")]
    public async Task Provisioning_names_the_option_that_is_wrong(string option, string value)
    {
        var options = new Dictionary<string, string> { ["--email"] = "a@a.test", ["--organisation"] = "A", ["--domain"] = "a.test", ["--timezone"] = "Etc/UTC", [option] = value };
        var (exitCode, _, error) = await SeyrProcess.RunAsync(data, null, "long enough", ["provision", .. options.SelectMany(static pair => new[] { pair.Key, pair.Value })]);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.StartWith(option));
    }
}
