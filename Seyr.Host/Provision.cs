using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Storage;

namespace Seyr.Host;

/// <summary><c>seyr provision</c></summary>
internal static class Provision
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task RunAsync(
        SeyrOptions options, string email, string organisation, string domain, string timeZone, string? monthlyEvents, string? quota,
        bool newApiKey, CancellationToken cancel)
    {
        Refuse("--email", Users.EmailProblem(email));
        Refuse("--organisation", Provisioning.NameProblem(organisation));
        Refuse("--domain", Provisioning.DomainProblem(domain));
        Refuse("--timezone", Provisioning.TimeZoneProblem(timeZone));
        Refuse("--monthly-events", OrganisationQuota.LimitTextProblem(monthlyEvents));
        Refuse("--quota", OrganisationQuota.ModeTextProblem(quota));

        using var data = DataDirectory.OpenShared(options.DataDirectory);
        await using var relational = RelationalStore.Open(options.Storage, data);
        await Schemas.MigrateAsync(relational, data, cancel);
        var site = await New(relational, options).EnsureAsync(email, ReadPassword, organisation, domain, timeZone, cancel);
        await new OrganisationQuota(relational).SetAsync(site.OrganisationId, monthlyEvents, quota, cancel);
        var apiKey = await MakeKeyAsync(relational, email, site.OrganisationId, newApiKey, cancel);
        Console.WriteLine(Line(options, site, organisation, apiKey));
    }

    /// <summary>The organisation's first key, or another one when it is asked for. A key can be told only when it is made.</summary>
    /// <returns>Null: there is one, and no other was asked for.</returns>
    public static async Task<string?> MakeKeyAsync(RelationalStore relational, string email, long organisationId, bool isAsked, CancellationToken cancel)
    {
        const string Name = "Provisioned";
        var clock = TimeProvider.System;
        var ring = new KeyRing(relational, new ApiKeys(relational, clock), clock);
        if (!isAsked && await ring.HasAnyAsync(organisationId, cancel))
        {
            return null;
        }

        var owner = (await new Users(relational, new Throttle(clock), clock).FindAsync(email, cancel))!.Value;
        var name = isAsked ? string.Create(CultureInfo.InvariantCulture, $"{Name} {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff}") : Name;
        var token = await ring.MakeAsync(owner, organisationId, name, ApiScopes.StatsRead | ApiScopes.EventsWrite, null, cancel);
        return token is null && isAsked ? throw new StartException($"--new-api-key: there are {KeyRing.MaxKeys} keys already.") : token;
    }

    /// <summary>The module's own parts, without a server around them.</summary>
    public static Provisioning New(RelationalStore relational, SeyrOptions options) => new(
        relational, new Users(relational, new Throttle(TimeProvider.System), TimeProvider.System),
        new SiteDirectory(relational, options.Sites, TimeProvider.System), options.Sites, TimeProvider.System);

    private static string Line(SeyrOptions options, Site site, string organisation, string? apiKey)
    {
        var server = options.ServerAddress;
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, Readable))
        {
            json.WriteStartObject();
            json.WriteStartObject("site");
            json.WriteNumber("id", site.Id);
            json.WriteString("domain", site.Domain);
            json.WriteString("timezone", site.TimeZone);
            json.WriteString("organisation", organisation);
            json.WriteEndObject();
            json.WriteString("snippet", Snippet.For(server, site.Domain));
            json.WriteString("dashboard", new Uri(server, $"sites/{site.Domain}").AbsoluteUri);
            json.WriteString("signIn", new Uri(server, "sign-in").AbsoluteUri);
            json.WriteString("script", new Uri(server, "s.js").AbsoluteUri);
            json.WriteString("events", new Uri(server, "i").AbsoluteUri);
            if (apiKey is not null)
            {
                json.WriteString("apiKey", apiKey);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>The first line of standard input; whoever types it is told that it is awaited.</summary>
    private static string ReadPassword()
    {
        if (!Console.IsInputRedirected)
        {
            Console.Error.Write("Password for the new owner: ");
        }

        return Console.In.ReadLine() ?? "";
    }

    private static void Refuse(string option, string? problem)
    {
        if (problem is not null)
        {
            throw new StartException($"{option}: {problem}");
        }
    }
}
