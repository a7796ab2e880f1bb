namespace Seyr.Enrichment;

/// <summary>
/// Reads the brands of a client hint one by one: <c>"Google Chrome";v="131", "Not_A Brand";v="24"</c>. Whatever else the
/// list has, it ends.
/// </summary>
internal ref struct BrandReader(ReadOnlySpan<char> list)
{
    private ReadOnlySpan<char> rest = list;

    /// <summary>Reads the next brand. A name that has escaped characters stands as it was sent: no browser's has.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The whole number with which its version begins; empty when there is none.</param>
    /// <returns>False: there are no more.</returns>
    public bool TryRead(out ReadOnlySpan<char> name, out ReadOnlySpan<char> version)
    {
        version = [];
        if (!TryReadQuoted(out name))
        {
            return false;
        }

        var next = rest.IndexOfAny(',', '"');
        if (next >= 0 && rest[next] == '"' && TryReadQuoted(out var quoted))
        {
            var length = quoted.IndexOfAnyExceptInRange('0', '9');
            version = length < 0 ? quoted : quoted[..length];
        }

        return true;
    }

    private bool TryReadQuoted(out ReadOnlySpan<char> text)
    {
        text = [];
        var start = rest.IndexOf('"') + 1;
        for (var end = start; start > 0 && end < rest.Length; end++)
        {
            if (rest[end] == '"')
            {
                text = rest[start..end];
                rest = rest[(end + 1)..];
                return true;
            }

            end += rest[end] == '\\' ? 1 : 0;
        }

        rest = [];
        return false;
    }
}
