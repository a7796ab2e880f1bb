namespace Seyr.Sites;

/// <summary>A site whose visits are counted.</summary>
public sealed class Site
{
    /// <summary>Its number in both stores.</summary>
    public long Id { get; set; }

    /// <summary>The organisation that owns it.</summary>
    public long OrganisationId { get; set; }

    /// <summary>Its host name, lower case, without <c>www.</c>.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The IANA id of the time zone in which its days begin.</summary>
    public string TimeZone { get; set; } = "";
}
