using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seyr.Storage;

/// <summary>
/// Brings the event store's schema up to date: numbered <c>.sql</c> files, each applied once, in order. A file's
/// statements are written so that running them again changes nothing, since a crash may come between two of them.
/// </summary>
internal sealed class EventMigrations(EventStore store)
{
    private const string ResourcePrefix = "migrations/";

    private const string Ledger = """
        create table if not exists schema_migrations (version UInt32, name String, hash String, applied DateTime('UTC') default now())
        engine = MergeTree order by version
        """;

    /// <summary>The newest version that this binary knows.</summary>
    public static int Newest => All().Max(static migration => migration.Version);

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="StartException">The schema is newer than this binary, or an applied file has changed since.</exception>
    public async Task ApplyAsync(CancellationToken cancel)
    {
        await store.ExecuteAsync($"create database if not exists `{store.Database}`", "default", cancel);
        await store.ExecuteAsync(Ledger, null, cancel);
        var applied = (await store.QueryAsync(
            "select toInt32(version), any(hash) from schema_migrations group by version", [],
            static row => (Version: row.GetInt32(0), Hash: row.GetString(1)), cancel)).ToDictionary(static row => row.Version, static row => row.Hash);

        if (applied.Count > 0 && applied.Keys.Max() > Newest)
        {
            throw new StartException(
                $"The event store's schema is version {applied.Keys.Max()}; this Seyr knows versions up to {Newest}. Run the newer Seyr, or restore a backup.");
        }

        foreach (var migration in All())
        {
            if (!applied.TryGetValue(migration.Version, out var hash))
            {
                await ApplyAsync(migration, cancel);
            }
            else if (hash != migration.Hash)
            {
                throw new StartException($"The event store's migration {migration.Name} was applied with another text than this Seyr has.");
            }
        }
    }

    private async Task ApplyAsync(Migration migration, CancellationToken cancel)
    {
        foreach (var statement in migration.Statements)
        {
            await store.ExecuteAsync(statement, null, cancel);
        }

        var version = migration.Version.ToString(CultureInfo.InvariantCulture);
        await store.ExecuteAsync(
            $"insert into schema_migrations (version, name, hash) select {version}, '{migration.Name}', '{migration.Hash}'", null, cancel);
    }

    private static IEnumerable<Migration> All() =>
        typeof(EventMigrations).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(static name => Read(name))
            .OrderBy(static migration => migration.Version);

    private static Migration Read(string resource)
    {
        using var stream = typeof(EventMigrations).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var name = Path.GetFileNameWithoutExtension(resource);
        return new Migration(
            int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture),
            name,
            text.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private sealed record Migration(int Version, string Name, string[] Statements, string Hash);
}
