namespace Seyr.Sites;

/// <summary>What somebody may do, each all that the one before may; stored as the name in lower case.</summary>
public enum Role
{
    /// <summary>Nothing: to them it isn't there.</summary>
    None,

    /// <summary>See the numbers.</summary>
    Viewer,

    /// <summary>Also change a site's settings and share it.</summary>
    Editor,

    /// <summary>Also add, move and delete sites, and say who is a member.</summary>
    Admin,

    /// <summary>Also give the organisation away or delete it. There is one.</summary>
    Owner,
}

/// <summary>Roles as they are stored and typed.</summary>
internal static class Roles
{
    /// <summary>Those that can be given; ownership is handed over instead.</summary>
    public static readonly Role[] Given = [Role.Viewer, Role.Editor, Role.Admin];

    public static string Name(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>None: it can't be given.</summary>
    public static Role Parse(string name) => Given.FirstOrDefault(role => Name(role) == name);

    /// <summary>A stored role as its number, in SQL.</summary>
    public const string InSql = "case role when 'owner' then 4 when 'admin' then 3 when 'editor' then 2 when 'viewer' then 1 else 0 end";
}
