namespace Seyr.Ingest;

/// <summary>What a landing page's query string says of where a visit comes from; the values lie inside it.</summary>
internal ref struct Campaign
{
    public ReadOnlySpan<byte> Source { get; private set; }

    public ReadOnlySpan<byte> Medium { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Content { get; private set; }

    public ReadOnlySpan<byte> Term { get; private set; }

    /// <summary>The source by <c>source</c> or <c>ref</c>, which counts when there is no <c>utm_source</c>.</summary>
    public ReadOnlySpan<byte> OtherSource { get; private set; }

    /// <summary>Reads a query string; values are decoded in place.</summary>
    public static Campaign Read(Span<byte> query)
    {
        var campaign = default(Campaign);
        while (query.Length > 0)
        {
            var end = query.IndexOf((byte)'&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? [] : query[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            if (equals > 0)
            {
                campaign.Take(pair[..equals], pair[(equals + 1)..]);
            }
        }

        return campaign;
    }

    private void Take(ReadOnlySpan<byte> name, Span<byte> value)
    {
        if (name.SequenceEqual("utm_source"u8))
        {
            Source = Decoded(value);
        }
        else if (name.SequenceEqual("utm_medium"u8))
        {
            Medium = Decoded(value);
        }
        else if (name.SequenceEqual("utm_campaign"u8))
        {
            Name = Decoded(value);
        }
        else if (name.SequenceEqual("utm_content"u8))
        {
            Content = Decoded(value);
        }
        else if (name.SequenceEqual("utm_term"u8))
        {
            Term = Decoded(value);
        }
        else if (name.SequenceEqual("source"u8) || (name.SequenceEqual("ref"u8) && OtherSource.IsEmpty))
        {
            OtherSource = Decoded(value);
        }
    }

    private static Span<byte> Decoded(Span<byte> value) => Text.PercentDecode(value, isQuery: true);
}
