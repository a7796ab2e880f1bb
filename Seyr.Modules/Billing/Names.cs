namespace Seyr.Billing;

/// <summary>Names as they are stored and stand in addresses.</summary>
internal static class Names
{
    public static string Of(Channel channel) => channel.ToString().ToLowerInvariant();
}
