namespace Seyr.Sites;

/// <summary>An organisation as one of its members sees it.</summary>
public sealed class Organisation
{
    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether its members need a second factor.</summary>
    public bool RequiresTwoFactor { get; set; }

    /// <summary>What the member may do.</summary>
    public Role Role { get; set; }
}

/// <summary>A member, a guest or somebody invited, as they are stored.</summary>
internal sealed class Person
{
    /// <summary>The user's id; of an invitation its own.</summary>
    public long Id { get; set; }

    /// <summary>Of an invitation.</summary>
    public string Email { get; set; } = "";

    public Role Role { get; set; }

    /// <summary>The site of a guest; empty: all of the organisation's.</summary>
    public string Domain { get; set; } = "";
}
