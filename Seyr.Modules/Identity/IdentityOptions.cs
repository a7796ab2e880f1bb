namespace Seyr.Identity;

/// <summary>Who gets an account; keys of <c>Identity</c> in <c>seyr.example.json</c>.</summary>
public sealed class IdentityOptions
{
    private const string Closed = "closed";
    private const string Invite = "invite";
    private const string Open = "open";

    /// <summary><c>closed</c>, <c>invite</c> or <c>open</c>.</summary>
    public string SignUp { get; set; } = Closed;

    /// <summary>Whether anybody may make an account and an organisation.</summary>
    public bool IsOpen() => SignUp == Open;

    /// <summary>Whether somebody without an account may accept an invitation.</summary>
    public bool InvitesStrangers() => SignUp != Closed;

    /// <summary>What is wrong, as "key: what is expected".</summary>
    public IEnumerable<string> Problems()
    {
        if (SignUp is not (Closed or Invite or Open))
        {
            yield return $"Identity:SignUp: {Closed}, {Invite} or {Open}";
        }
    }
}
