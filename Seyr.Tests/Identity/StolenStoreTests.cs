using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Storage;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Identity;

/// <summary>Who steals a copy of the relational store, and has every value of every table, gets in by none of them.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class StolenStoreTests(RelationalKind kind)
{
    private const string Password = "correct horse battery";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public async Task Stolen_copy_of_the_store_lets_nobody_in()
    {
        var data = Directory.CreateTempSubdirectory("seyr-stolen-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Identity.SignUp = "open";
        options.Storage.Relational = kind == RelationalKind.Postgres ? await MigratedStores.NewPostgresAsync() : "";
        options.Ingest.SaltDirectory = "memory";
        await using (var server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList()))
        {
            var secrets = await FillAsync(server, data);
            var values = await ValuesAsync(server.Services.GetRequiredService<RelationalStore>());
            foreach (var table in new[] { "users", "sessions", "tokens", "recovery_codes", "mails", "invitations", "shared_links" })
            {
                Assert.That(values.Keys.Any(key => key.StartsWith(table + ".", StringComparison.Ordinal)), Is.True, $"{table} has something to steal");
            }

            foreach (var secret in secrets)
            {
                Assert.That(values.Where(pair => pair.Value.Any(value => value.Contains(secret, StringComparison.Ordinal))).Select(static pair => pair.Key), Is.Empty, "a secret as it is");
            }

            foreach (var (column, found) in values)
            {
                foreach (var value in found.Where(static value => value.Length is > 0 and < 2_000))
                {
                    Assert.That(await LetsInAsync(server, value), Is.Null, column);
                }
            }

            Assert.That(await LetsInAsync(server, secrets[0]), Is.EqualTo("a session"), "this test would notice");
        }

        Directory.Delete(data, recursive: true);
    }

    /// <summary>Puts something into every table that lets somebody in.</summary>
    /// <returns>The secrets, the cookie's token first.</returns>
    private static async Task<List<string>> FillAsync(WholeServer server, string data)
    {
        var mail = new Mailbox(data);
        using var ann = new Visitor(server.Address);
        await ann.SignInAsync("ann@ann.test", Password);
        var secrets = new List<string> { ann.Cookies.GetCookies(server.Address)["seyr"]!.Value };
        await ann.SubmitAsync("/sites", "/organisations/1/invitations", ("email", "carl@carl.test"), ("role", "admin"));
        await ann.SubmitAsync("/forgot-password", "/forgot-password", ("email", "ann@ann.test"));
        await ann.SubmitAsync("/sign-up", "/sign-up", ("email", "dora@dora.test"));
        await ann.SubmitAsync("/settings/account", "/settings/account/email", ("new-email", "new@ann.test"), ("email-password", Password));
        foreach (var (to, subject) in new[] { ("carl@carl.test", "An invitation"), ("ann@ann.test", "Set a new password"), ("dora@dora.test", "Your account on Seyr"), ("new@ann.test", "Confirm your new address") })
        {
            secrets.Add((await mail.LinkAsync(to, subject)).Split('/')[^1]);
        }

        var shared = await (await ann.SubmitAsync("/sites", "/sites/ann.test/sharing", ("name", "x"))).Content.ReadAsStringAsync();
        secrets.Add(Regex.Match(shared, "/share/([A-Za-z0-9_-]{43})").Groups[1].Value);
        var store = server.Services.GetRequiredService<RelationalStore>();
        await using var connection = await store.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var user = await connection.ExecuteScalarAsync<long>("select id from users where email = 'ann@ann.test'", null, transaction);
        var secret = Totp.NewSecret();
        var now = server.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        secrets.AddRange((await server.Services.GetRequiredService<TwoFactor>().TurnOnAsync(transaction, user, secret, Totp.Code(secret, Totp.StepOf(now))))!);
        secrets.Add(Totp.Base32(secret));
        secrets.Add(Convert.ToBase64String(secret));
        await server.Services.GetRequiredService<Outbox>().AddAsync(transaction, new Letter("ann@ann.test", "x", ["x"], "x", $"/share/{secrets[^1]}"));
        await transaction.CommitAsync();
        // Not woken: it waits in the outbox, as it would while the mail server is away.
        return secrets;
    }

    private async Task<Dictionary<string, List<string>>> ValuesAsync(RelationalStore store)
    {
        await using var connection = await store.OpenAsync(CancellationToken.None);
        var tables = (await connection.QueryAsync<string>(kind == RelationalKind.Sqlite
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            : "select table_name from information_schema.tables where table_schema = 'public'")).AsList();
        var values = new Dictionary<string, List<string>>();
        foreach (var table in tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"select * from \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    var list = values.TryGetValue($"{table}.{reader.GetName(i)}", out var known) ? known : values[$"{table}.{reader.GetName(i)}"] = [];
                    list.Add(Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture) ?? "");
                }
            }
        }

        return values;
    }

    /// <summary>What the value opens, in each place where a secret is asked for; null: nothing.</summary>
    private async Task<string?> LetsInAsync(WholeServer server, string value)
    {
        clock.Advance(TimeSpan.FromMinutes(10));
        using var thief = new Visitor(server.Address);
        var escaped = Uri.EscapeDataString(value);
        if (escaped.Length < 4_000)
        {
            foreach (var name in new[] { "seyr", "seyr-step" })
            {
                thief.Cookies.Add(server.Address, new Cookie(name, escaped.Length < 3_000 ? escaped : ""));
            }

            if ((await thief.GetAsync("/sites")).StatusCode == HttpStatusCode.OK)
            {
                return "a session";
            }

            if ((await thief.GetAsync("/sign-in/code")).StatusCode == HttpStatusCode.OK)
            {
                return "half a sign-in";
            }

            foreach (var place in new[] { "reset-password", "sign-up", "confirm-email", "invitations", "share", "setup" })
            {
                if ((await thief.GetAsync($"/{place}/{escaped}")).StatusCode is HttpStatusCode.OK or HttpStatusCode.SeeOther)
                {
                    return place;
                }
            }
        }

        return (await thief.SignInAsync("ann@ann.test", value)).StatusCode == HttpStatusCode.SeeOther ? "a password" : null;
    }
}
