namespace Seyr.Enrichment;

/// <summary>
/// The type of a device, from the tokens that browsers put into their user agents for this purpose
/// (MDN, "Browser detection using the user agent") and the system that uap-core found. The first line that applies counts:
/// <list type="number">
/// <item>"iPad" or "Tablet" is a tablet, but for Windows, where "Tablet PC" tells only what is installed.</item>
/// <item>"Mobi" is a mobile device; so is whatever else runs iOS.</item>
/// <item>"TV" is neither.</item>
/// <item>A browser (it says "Mozilla/") on Android without "Mobi" is a tablet.</item>
/// <item>Windows, macOS, Chrome OS, Linux and everything with a window system of Unix (X11, Wayland) is a desktop.</item>
/// <item>Else uap-core's device tells, where it is one of its generic tablets, smartphones and feature phones.</item>
/// </list>
/// Some devices ask for the desktop's pages and claim to be one: iPads by default, phones at their user's wish.
/// </summary>
internal static class DeviceType
{
    public const string Desktop = "Desktop";
    public const string Mobile = "Mobile";
    public const string Tablet = "Tablet";
    public const string Unknown = "";

    /// <summary>The type by the user agent's tokens, null when only uap-core's device can tell.</summary>
    public static string? FromTokens(string userAgent, string system)
    {
        if (system != "Windows" && (Has(userAgent, "iPad") || Has(userAgent, "Tablet")))
        {
            return Tablet;
        }

        if (system == "iOS" || Has(userAgent, "Mobi"))
        {
            return Mobile;
        }

        if (Has(userAgent, "TV"))
        {
            return Unknown;
        }

        if (system == "Android")
        {
            return userAgent.StartsWith("Mozilla/", StringComparison.Ordinal) ? Tablet : null;
        }

        var isDesktop = system is "Windows" or "macOS" or "Chrome OS" or "Linux" || Has(userAgent, "X11") || Has(userAgent, "Wayland");
        return isDesktop ? Desktop : null;
    }

    /// <summary>The type by the kind of uap-core's device pattern.</summary>
    public static string FromKind(string? kind) => kind switch
    {
        DeviceKind.Tablet => Tablet,
        DeviceKind.Phone => Mobile,
        _ => Unknown,
    };

    private static bool Has(string userAgent, string token) => userAgent.Contains(token, StringComparison.Ordinal);
}
