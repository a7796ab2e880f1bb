using NodaTime;

namespace Seyr.Stats;

/// <summary>The reports' statements, each in a file of its name, and their parameters.</summary>
internal static class Sql
{
    /// <summary>Reads an embedded statement, without what it says to readers.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"sql/{name}.sql")
            ?? throw new InvalidOperationException($"There is no statement {name}.");
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').Where(static line => !line.AsSpan().TrimStart().StartsWith("--"))).Trim();
    }

    public static KeyValuePair<string, object> Site(long id) => new("site", (uint)id);

    public static KeyValuePair<string, object> Time(string name, Instant value) => new(name, value.ToDateTimeUtc());

    public static KeyValuePair<string, object> Zone(string id) => new("zone", id);
}
