using Seyr.Web;

namespace Seyr.Sites;

/// <summary>What the snippet's page shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Site">The site.</param>
/// <param name="Server">The address at which browsers reach this server.</param>
/// <param name="Form">The page that is to be checked.</param>
/// <param name="Finding">What the check found; null: nothing was checked.</param>
public sealed record InstallPage(Frame Frame, Site Site, Uri Server, Form Form, SnippetFinding? Finding)
{
    /// <summary>The site's line of HTML.</summary>
    internal string Line => Snippet.For(Server, Site.Domain);

    /// <summary>What else the script can count: its name in the script's address, and what it is.</summary>
    internal static readonly (string Value, string Title, string Meaning)[] Features =
    [
        ("404", "Pages that aren't there", "An event 404 for each that is asked for in vain."),
        ("downloads", "File downloads", "An event File Download for each link to a file."),
        ("engagement", "Engagement", "How long a page is really looked at, and how far down it is read."),
        ("forms", "Forms", "An event Form: Submission for each form that is sent, without what was typed."),
        ("hash", "Routes after #", "For a site whose pages differ only after the # of their address."),
        ("outbound", "Outbound links", "An event Outbound Link: Click for each link to another site."),
        ("pages", "Excluded and masked pages", "By data-exclude and data-mask of the script: /admin/* isn't sent, /user/17 is sent as /user/*."),
        ("tagged", "Named elements", "An event for each click on what carries data-seyr-event."),
    ];
}
