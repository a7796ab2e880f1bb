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
        SeyrOptions options, string email, string organisation, string domain, string timeZone, string? monthlyEvents, string? quota, CancellationToken cancel)
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
        Console.WriteLine(Line(options, site, organisation));
    }

    /// <summary>The module's own parts, without a server around them.</summary>
    public static Provisioning New(RelationalStore relational, SeyrOptions options) => new(
        relational, new Users(relational, new Throttle(TimeProvider.System), TimeProvider.System),
        new SiteDirectory(relational, options.Sites, TimeProvider.System), options.Sites, TimeProvider.System);

    private static string Line(SeyrOptions options, Site site, string organisation)
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
