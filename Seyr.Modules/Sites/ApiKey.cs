using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seyr.Sites;

/// <summary>A program's right to act for an organisation.</summary>
public sealed class ApiKey
{
    /// <summary>A name's longest length.</summary>
    public const int MaxNameLength = 100;

    private const string TokenStart = "seyr_";
    private const int TokenBytes = 32;
    private const int TokenLength = 48;

    /// <summary>How much of a token is kept to know it by: with 42 bits of it known, 214 are not.</summary>
    private const int PrefixLength = 12;

    /// <summary>Each scope's name.</summary>
    private static readonly (ApiScopes Scope, string Name)[] Names =
        [(ApiScopes.StatsRead, "stats:read"), (ApiScopes.EventsWrite, "events:write"), (ApiScopes.SitesManage, "sites:manage")];

    /// <summary>Its number.</summary>
    public long Id { get; set; }

    /// <summary>The organisation that it acts for.</summary>
    public long OrganisationId { get; set; }

    /// <summary>The user who made it: what it does is done in their name.</summary>
    public long CreatedBy { get; set; }

    /// <summary>What its owner calls it.</summary>
    public string Name { get; set; } = "";

    /// <summary>How its token begins.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>What it may be used for.</summary>
    public ApiScopes Scopes { get; set; }

    /// <summary>When it was made, in milliseconds since 1970, UTC.</summary>
    public long CreatedAt { get; set; }

    /// <summary>When it ends, in milliseconds since 1970, UTC; null: never.</summary>
    public long? ExpiresAt { get; set; }

    /// <summary>When it was used last, give or take ten minutes; null: not yet.</summary>
    public long? LastUsedAt { get; set; }

    /// <summary>Whether it may be used for this.</summary>
    public bool May(ApiScopes scope) => (Scopes & scope) == scope;

    /// <summary>The names of scopes, as they are shown and typed.</summary>
    public static IEnumerable<string> NamesOf(ApiScopes scopes) => Names.Where(name => scopes.HasFlag(name.Scope)).Select(static name => name.Name);

    /// <summary>The scope of a name; none: there is no such.</summary>
    internal static ApiScopes ScopeOf(string name) => Names.FirstOrDefault(known => known.Name == name).Scope;

    /// <summary>Why this can't be a key's name; null: it can.</summary>
    public static string? NameProblem(string name) => name.Trim().Length is > 0 and <= MaxNameLength ? null : $"A name of 1 to {MaxNameLength} characters.";

    /// <summary>A new token: 256 random bits.</summary>
    internal static string NewToken() => TokenStart + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    internal static string PrefixOf(string token) => token[..PrefixLength];

    /// <summary>What is stored of a token. A random one needs no slow hash.</summary>
    internal static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether this may be a token at all: the store isn't asked for what can't be one.</summary>
    internal static bool LooksRight(string token) =>
        token.Length == TokenLength && token.StartsWith(TokenStart, StringComparison.Ordinal) && Base64Url.IsValid(token.AsSpan(TokenStart.Length));
}
