using System.Reflection;
using System.Xml.Linq;
using Seyr.Tests.Support;

namespace Seyr.Tests.Architecture;

/// <summary>The house as it was agreed: which module knows which, and what each offers.</summary>
public sealed class ModuleTests
{
    /// <summary>References point one way. A new one is a decision: it is made here.</summary>
    private static readonly Dictionary<string, string[]> Approved = new()
    {
        ["Seyr.Storage"] = [],
        ["Seyr.Web"] = [],
        ["Seyr.Enrichment"] = [],
        ["Seyr.Identity"] = ["Seyr.Storage", "Seyr.Web"],
        ["Seyr.Sites"] = ["Seyr.Identity", "Seyr.Storage", "Seyr.Web"],
        ["Seyr.Ingest"] = ["Seyr.Enrichment", "Seyr.Sites", "Seyr.Storage"],
        ["Seyr.Stats"] = ["Seyr.Sites", "Seyr.Storage", "Seyr.Web"],
        // Enrichment: how many decimals a currency has.
        ["Seyr.Billing"] = ["Seyr.Enrichment", "Seyr.Sites", "Seyr.Storage", "Seyr.Web"],
        ["Seyr.Host"] = ["Seyr.Billing", "Seyr.Identity", "Seyr.Ingest", "Seyr.Sites", "Seyr.Stats", "Seyr.Storage", "Seyr.Web"],
    };

    [Test]
    public void Modules_reference_what_was_agreed_and_nothing_else()
    {
        var actual = Repository.Files(".csproj").Where(static path => !path.StartsWith("Seyr.Tests", StringComparison.Ordinal)).ToDictionary(
            static path => Path.GetFileNameWithoutExtension(path),
            static path => XDocument.Parse(Repository.Text(path)).Descendants("ProjectReference")
                .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal).ToArray());

        Assert.That(actual.Keys, Is.EquivalentTo(Approved.Keys));
        foreach (var (module, references) in actual)
        {
            Assert.That(references, Is.EqualTo(Approved[module]), module);
        }
    }

    [Test]
    public void Modules_offer_what_was_agreed_and_nothing_else()
    {
        const string list = "Seyr.Tests/Architecture/public-types.txt";
        var actual = Approved.Keys.Where(static name => name != "Seyr.Host")
            .SelectMany(static name => Assembly.Load(name).GetExportedTypes())
            .Where(static type => type.Namespace!.StartsWith("Seyr.", StringComparison.Ordinal))
            .Select(static type => type.FullName!).Order(StringComparer.Ordinal).ToArray();

        Assert.That(actual, Is.EqualTo(Repository.Lines(list)), $"A module's public types are its contract; if the change is meant, {list} says so too:\n{string.Join('\n', actual)}\n");
    }

    [Test]
    public void No_module_reaches_into_anothers_tables()
    {
        var owners = new Dictionary<string, string[]>
        {
            ["Identity"] = ["users", "sessions", "mails", "tokens", "recovery_codes"],
            ["Sites"] = ["organisations", "members", "sites", "usage", "usage_segments", "refusals", "guests", "invitations", "deletions", "shared_links", "api_keys",
                "goals", "funnels", "funnel_steps", "segments", "annotations", "overruns"],
            ["Billing"] = ["orders", "callbacks", "payments", "subscriptions", "invoices", "invoice_numbers", "reminders", "usage_notices", "refunds",
                "credit_notes", "credit_note_numbers", "cards", "renewals"],
        };
        foreach (var (owner, tables) in owners)
        {
            var reach = new System.Text.RegularExpressions.Regex($@"\b(from|join|into|update)\s+({string.Join('|', tables)})\b");
            foreach (var path in Repository.Files(".cs", "Seyr.Modules").Where(path => !path.StartsWith($"Seyr.Modules/{owner}/", StringComparison.Ordinal)))
            {
                Assert.That(reach.Matches(Repository.Text(path)).Select(static match => match.Value), Is.Empty, path);
            }
        }
    }
}
