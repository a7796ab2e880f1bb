using System.Net;
using Microsoft.Extensions.Logging;
using Seyr.Billing;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Ingest;
using Seyr.Sites;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Host;

/// <summary>All of the configuration; every key is explained in <c>seyr.example.json</c>.</summary>
public sealed class SeyrOptions
{
    /// <summary>The address to listen on.</summary>
    public string Listen { get; set; } = "http://127.0.0.1:8080";

    /// <summary>The address at which browsers reach Seyr; empty: as each request says.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Where everything is kept.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Addresses and networks whose forwarded headers count, with commas between them.</summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>What a scraper sends as bearer token to read /metrics; empty: there is no such page.</summary>
    public string MetricsToken { get; set; } = "";

    /// <summary>The least level that is logged.</summary>
    public string LogLevel { get; set; } = "Information";

    /// <summary>The two stores.</summary>
    public StorageOptions Storage { get; set; } = new();

    /// <summary>What this server may call by itself.</summary>
    public WebOptions Web { get; set; } = new();

    /// <summary>The way in.</summary>
    public IngestOptions Ingest { get; set; } = new();

    /// <summary>What programs may ask.</summary>
    public ApiOptions Api { get; set; } = new();

    /// <summary>Who gets an account.</summary>
    public IdentityOptions Identity { get; set; } = new();

    /// <summary>How mail leaves.</summary>
    public MailOptions Mail { get; set; } = new();

    /// <summary>Plans and how they are paid.</summary>
    public BillingOptions Billing { get; set; } = new();

    /// <summary>The configured public address, with a slash at its end; null: none.</summary>
    internal Uri? PublicAddress => PublicUrl.Length == 0 ? null : new Uri(PublicUrl.TrimEnd('/') + "/");

    /// <summary>The address at which this server is reached, as the configuration says: the public one, else the one it listens on.</summary>
    internal Uri ServerAddress => PublicAddress ?? Serve.Reachable(Listen);

    /// <summary>What the module of sites needs of it.</summary>
    internal SitesOptions Sites => Billing.FreePlan() is { } free
        ? new(PublicAddress, free.MonthlyEvents, free.Quota, HasPlans: true, free.ToTerms())
        : new(PublicAddress, Ingest.MonthlyEvents, Ingest.Quota);

    /// <summary>The trusted proxies; a single address is a network of one.</summary>
    internal IEnumerable<IPNetwork> ProxyNetworks() => Networks.Split(TrustedProxies).Select(static text => Networks.Parse(text)!.Value);

    internal LogLevel MinimumLevel => Enum.Parse<LogLevel>(LogLevel, ignoreCase: true);

    /// <summary>What is wrong, as "key: what is expected".</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Listen.Split(';').All(IsListenAddress))
        {
            yield return "Listen: an address such as http://127.0.0.1:8080 (TLS is a proxy's work)";
        }

        if (PublicUrl.Length > 0 && !IsWebAddress(PublicUrl))
        {
            yield return "PublicUrl: an address such as https://stats.example.com";
        }

        if (PublicUrl.Length == 0 && Billing.IsOn)
        {
            yield return "PublicUrl: the address to which payment providers send people back (Billing)";
        }

        if (DataDirectory.Length == 0)
        {
            yield return "DataDirectory: a path";
        }

        if (Networks.Split(TrustedProxies).Any(static text => Networks.Parse(text) is null))
        {
            yield return "TrustedProxies: addresses and networks such as 127.0.0.1, 10.0.0.0/8";
        }

        if (!Enum.TryParse<LogLevel>(LogLevel, ignoreCase: true, out var level) || !Enum.IsDefined(level))
        {
            yield return "LogLevel: " + string.Join(", ", Enum.GetNames<LogLevel>());
        }

        var modules = Storage.Engine.Problems().Concat(Web.Problems()).Concat(Ingest.Problems()).Concat(Api.Problems()).Concat(Identity.Problems()).Concat(Mail.Problems());
        foreach (var problem in modules.Concat(Billing.Problems()))
        {
            yield return problem;
        }
    }

    private static bool IsListenAddress(string text)
    {
        // Kestrel takes a star or a plus for any address.
        var plain = text.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal);
        return IsWebAddress(plain) && plain.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;
}
