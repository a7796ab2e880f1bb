using System.Globalization;
using Seyr.Identity;

namespace Seyr.Sites;

/// <summary>What somebody wants of a new link, as it was typed or sent.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Password">What is asked of whoever has it; empty: nothing.</param>
/// <param name="Hosts">Hosts whose pages may show it in a frame, a line each.</param>
/// <param name="Until">The last day on which it is good, in UTC; empty: it doesn't end by itself.</param>
/// <param name="Segment">The number of the site's segment that it is limited to; empty: it shows all.</param>
internal sealed record SharedLinkTerms(string Name, string Password, string Hosts, string Until, string Segment = "")
{
    public const string NameField = "name";
    public const string PasswordField = "password";
    public const string HostsField = "hosts";
    public const string UntilField = "until";
    public const string SegmentField = "segment";

    private const int MaxNameLength = 100;
    private const int MaxYears = 10;

    /// <summary>The segment's number; 0: none. What is no number is one that no segment has.</summary>
    public long SegmentId => Segment.Length == 0 ? 0 : long.TryParse(Segment, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : -1;

    /// <summary>When it ends: at the end of its last day.</summary>
    public DateTimeOffset? End => DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
        ? new DateTimeOffset(day.AddDays(1), default, TimeSpan.Zero)
        : null;

    /// <summary>The fields that can't be so, and why.</summary>
    public IEnumerable<(string Field, string Problem)> Problems(DateTimeOffset now)
    {
        if (Name.Length is 0 or > MaxNameLength || Name.Any(char.IsControl))
        {
            yield return (NameField, $"A name of 1 to {MaxNameLength} characters.");
        }

        if (Password.Length > 0 && Users.PasswordProblem(Password) is { } password)
        {
            yield return (PasswordField, password);
        }

        if (EmbedHosts.Problem(Hosts) is { } hosts)
        {
            yield return (HostsField, hosts);
        }
        else if (Password.Length > 0 && Hosts.Length > 0)
        {
            yield return (HostsField, "In a frame nobody can be asked for a password: choose one of the two.");
        }

        if (Until.Length > 0 && (End is not { } end || end <= now || end.Year > now.Year + MaxYears))
        {
            yield return (UntilField, $"A day from today on, within {MaxYears} years.");
        }
    }
}
