using NodaTime;

namespace Seyr.Stats;

/// <summary>The reports' statements, each in a file of its name, and their parameters.</summary>
internal static class Sql
{
    /// <summary>
    /// The dates of a site's clock that a touched slot changes: its own, and the one that begins in the same day of UTC, since whom
    /// that one carries over hangs on who was there before.
    /// </summary>
    private const string TouchedDate = "arrayJoin([toDate(slot, {zone:String}), toDate(toStartOfDay(slot) + 86399, {zone:String})])";

    /// <summary>Reads an embedded statement, without what it says to readers.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"sql/{name}.sql")
            ?? throw new InvalidOperationException($"There is no statement {name}.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().Replace("/*touched date*/", TouchedDate, StringComparison.Ordinal);
        return string.Join('\n', text.Split('\n').Where(static line => !line.AsSpan().TrimStart().StartsWith("--"))).Trim();
    }

    public static KeyValuePair<string, object> Site(long id) => new("site", (uint)id);

    public static KeyValuePair<string, object> Time(string name, Instant value) => new(name, value.ToDateTimeUtc());

    public static KeyValuePair<string, object> Zone(string id) => new("zone", id);
}
