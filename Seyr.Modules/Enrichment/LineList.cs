namespace Seyr.Enrichment;

/// <summary>A list that the operator gives, an entry a line; what follows a # is a comment.</summary>
internal static class LineList
{
    /// <summary>Ten times the longest list in the field.</summary>
    internal const int MaxEntries = 1_000_000;

    /// <summary>The entries, in lower case.</summary>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        var entries = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var entry = (comment < 0 ? line : line[..comment]).Trim();
            if (entry.Length > 0)
            {
                entries.Add(entry.ToLowerInvariant());
            }

            if (entries.Count > MaxEntries)
            {
                throw new InvalidDataException($"more than {MaxEntries} entries");
            }
        }

        return entries;
    }
}
