namespace Seyr.Sites;

/// <summary>A link by which somebody without an account sees a site.</summary>
public sealed class SharedLink
{
    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>What its maker calls it.</summary>
    public string Name { get; set; } = "";

    /// <summary>The site's domain.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The hash of its password; null: it has none.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Hosts whose pages may show it in a frame, a line each; empty: none.</summary>
    public string EmbedHosts { get; set; } = "";

    /// <summary>When it ends, in milliseconds since 1970, UTC; null: not by itself.</summary>
    public long? ExpiresAt { get; set; }

    /// <summary>The segment that it is limited to; null: it shows all.</summary>
    public long? SegmentId { get; set; }

    /// <summary>What that is called.</summary>
    public string? SegmentName { get; set; }

    /// <summary>The last day on which it is good, in UTC.</summary>
    public DateTimeOffset? LastDay => ExpiresAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end - 1) : null;
}
