using System.Diagnostics;
using System.Globalization;
using DotNet.Testcontainers.Builders;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Seyr.Tests.Support;

/// <summary>
/// A PostgreSQL for the tests: the given one (SEYR_TEST_POSTGRES), else one in a container where there is a Docker
/// engine, else a private cluster from the local binaries. Without any: the test is skipped at home and fails in CI.
/// </summary>
internal static class PostgresServer
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static string? connectionString;
    private static PostgreSqlContainer? container;
    private static string? cluster;
    private static int databases;

    /// <summary>A connection string to a new database: an empty one, or a copy of another.</summary>
    public static async Task<string> NewDatabaseAsync(string template = "template1")
    {
        var server = await StartedAsync();
        if (server is null)
        {
            Missing.End("no PostgreSQL: set SEYR_TEST_POSTGRES, run a Docker engine, or install postgresql");
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"seyr_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}");
        await using var source = NpgsqlDataSource.Create(server!);
        await using var command = source.CreateCommand($"create database {name} template {template}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public static async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (container is not null)
        {
            await container.DisposeAsync();
        }

        if (cluster is not null)
        {
            await RunAsPostgresAsync(Path.Combine(Binaries()!, "pg_ctl"), $"-D {cluster}/data -m immediate stop");
            Directory.Delete(cluster, recursive: true);
        }
    }

    private static async Task<string?> StartedAsync()
    {
        await Starting.WaitAsync();
        try
        {
            return connectionString ??= Given() ?? await FromDockerAsync() ?? await FromBinariesAsync();
        }
        finally
        {
            Starting.Release();
        }
    }

    private static string? Given() => Environment.GetEnvironmentVariable("SEYR_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    private static async Task<string?> FromDockerAsync()
    {
        if (!File.Exists("/var/run/docker.sock") && Environment.GetEnvironmentVariable("DOCKER_HOST") is not { Length: > 0 })
        {
            return null;
        }

        try
        {
            container = new PostgreSqlBuilder("postgres:17-alpine").Build();
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (Exception e) when (e is DockerUnavailableException or DotNet.Testcontainers.Containers.ContainerNotRunningException or Docker.DotNet.DockerApiException)
        {
            container = null;
            return null;
        }
    }

    private static async Task<string?> FromBinariesAsync()
    {
        if (Binaries() is not { } binaries)
        {
            return null;
        }

        cluster = Directory.CreateTempSubdirectory("seyr-postgres-").FullName;
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root.
            await RunAsync("chown", $"postgres {cluster}");
        }

        // What a crash would cost is nothing to anybody, and hundreds of small databases are not worth sweeping.
        const string Carefree = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off -c max_connections=200";
        var port = Ports.Free();
        await RunAsPostgresAsync(Path.Combine(binaries, "initdb"), $"-D {cluster}/data -U seyr --auth=trust -E UTF8 --no-locale");
        await RunAsPostgresAsync(
            Path.Combine(binaries, "pg_ctl"),
            $"-D {cluster}/data -l {cluster}/log -w -o \"-p {port} -k {cluster} -c listen_addresses=127.0.0.1 {Carefree}\" start");
        return $"Host=127.0.0.1;Port={port};Username=seyr;Database=postgres";
    }

    private static string? Binaries() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static path => File.Exists(Path.Combine(path, "initdb"))).Order().LastOrDefault()
            : null;

    private static Task RunAsPostgresAsync(string file, string arguments) =>
        Environment.UserName == "root"
            ? RunAsync("runuser", $"-u postgres -- {file} {arguments}")
            : RunAsync(file, arguments);

    private static async Task RunAsync(string file, string arguments)
    {
        // Its output goes nowhere: a started server would keep a redirected pipe open for ever.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{file} {arguments} >/dev/null 2>&1"]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{file} {arguments}");
    }
}
