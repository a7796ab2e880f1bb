using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Seyr.Enrichment;

/// <summary>
/// Corrects by client hints what a user agent tells: since it is frozen, every browser made of Chromium looks like Chrome,
/// and every system like the one of some year. hints.json has the names.
/// </summary>
internal sealed class HintedDevice
{
    private const int MaxVersionLength = 6;

    private readonly FrozenDictionary<string, string> browsers;
    private readonly FrozenDictionary<string, string> systems;
    private readonly FrozenSet<string> automation;
    private readonly FrozenSet<string> plain;

    public HintedDevice()
    {
        using var stream = Resource.Open("hints.json");
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        browsers = Names(root.GetProperty("browsers"));
        systems = Names(root.GetProperty("systems"));
        automation = Texts(root.GetProperty("automation"));
        plain = Texts(root.GetProperty("plain"));
    }

    /// <summary>The device by both; what no hint tells stays as it is.</summary>
    public Device Correct(Device device, in ClientHints hints)
    {
        if (device.Bot is not (BotKind.None or BotKind.Suspect))
        {
            return device;
        }

        var (browser, version) = Browser(device, hints);
        var (system, systemVersion) = System(device, hints);
        return new Device(browser, version, system, systemVersion, Type(device, system, hints), IsAutomation(hints) ? BotKind.Program : device.Bot);
    }

    /// <summary>A brand counts where the user agent tells of no more than Chrome, or of the same browser.</summary>
    private (string Name, string Version) Browser(Device device, in ClientHints hints)
    {
        var (name, version) = Brand(ClientHints.Bounded(hints.Brands));
        if (name is null || (device.Browser.Length > 0 && device.Browser != name && !plain.Contains(device.Browser)))
        {
            return (device.Browser, device.BrowserVersion);
        }

        var (sameName, fullVersion) = Brand(ClientHints.Bounded(hints.FullVersions));
        version = sameName == name && fullVersion.Length > 0 ? fullVersion : version;
        return (name, version.Length > 0 ? version : device.Browser == name ? device.BrowserVersion : "");
    }

    /// <summary>The brand that tells most: many name Chrome too, and all of them made-up brands, which no list knows.</summary>
    private (string? Name, string Version) Brand(ReadOnlySpan<char> list)
    {
        var reader = new BrandReader(list);
        var known = browsers.GetAlternateLookup<ReadOnlySpan<char>>();
        (string? Name, string Version) best = (null, "");
        while (reader.TryRead(out var text, out var version))
        {
            if (known.TryGetValue(text, out var name) && (best.Name is null || plain.Contains(best.Name)))
            {
                best = (name, version.Length <= MaxVersionLength ? version.ToString() : "");
            }
        }

        return best;
    }

    /// <summary>A system counts where the user agent tells of none, or of one that browsers claim in general: a Linux may be known by its own name.</summary>
    private (string Name, string Version) System(Device device, in ClientHints hints)
    {
        if (!systems.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(ClientHints.Unquoted(hints.Platform), out var name)
            || (device.System.Length > 0 && !systems.ContainsKey(device.System))
            || (name == "Linux" && device.System is "Android" or "Chrome OS"))
        {
            return (device.System, device.SystemVersion);
        }

        var version = SystemVersion(name, ClientHints.Unquoted(hints.PlatformVersion));
        return (name, version.Length > 0 ? version : device.System == name ? device.SystemVersion : "");
    }

    /// <summary>
    /// As user agents write it. Windows counts the versions of an interface: 13 and more are Windows 11
    /// (learn.microsoft.com, "Detect Windows 11 using User-Agent Client Hints"), 0.1 to 0.3 are 7, 8 and 8.1. Linux has its kernel's.
    /// </summary>
    private static string SystemVersion(string system, ReadOnlySpan<char> version)
    {
        const int FirstOfWindows11 = 13;
        var dot = version.IndexOf('.');
        var rest = dot < 0 ? [] : version[(dot + 1)..];
        var secondDot = rest.IndexOf('.');
        if (!TryNumber(dot < 0 ? version : version[..dot], out var major) || system == "Linux")
        {
            return "";
        }

        var hasMinor = TryNumber(secondDot < 0 ? rest : rest[..secondDot], out var minor);
        return system switch
        {
            "Windows" => (major, minor) switch { (0, 1) => "7", (0, 2) => "8", (0, 3) => "8.1", (0, _) => "", ( >= FirstOfWindows11, _) => "11", _ => "10" },
            _ when !hasMinor || (system == "Android" && minor == 0) => string.Create(CultureInfo.InvariantCulture, $"{major}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}"),
        };
    }

    /// <summary>Android says whether it is a phone; whose model is a television is neither. Another system than the user agent told of is a desktop's.</summary>
    private static string Type(Device device, string system, in ClientHints hints)
    {
        var mobile = ClientHints.Bounded(hints.Mobile).Trim(' ');
        var isTold = mobile is "?1" or "?0";
        return system switch
        {
            "Android" when ClientHints.Bounded(hints.Model).Contains("TV", StringComparison.Ordinal) => DeviceType.Unknown,
            "Android" when isTold && (device.Type.Length > 0 || device.System != system) => mobile is "?1" ? DeviceType.Mobile : DeviceType.Tablet,
            "Windows" or "macOS" or "Chrome OS" or "Linux" when device.System != system && mobile is "?0" => DeviceType.Desktop,
            _ => device.Type,
        };
    }

    private bool IsAutomation(in ClientHints hints)
    {
        var reader = new BrandReader(ClientHints.Bounded(hints.Brands));
        var names = automation.GetAlternateLookup<ReadOnlySpan<char>>();
        while (reader.TryRead(out var name, out _))
        {
            if (names.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return text.Length <= MaxVersionLength && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static FrozenDictionary<string, string> Names(JsonElement names) =>
        names.EnumerateObject().ToFrozenDictionary(static name => name.Name, static name => name.Value.GetString()!, StringComparer.Ordinal);

    private static FrozenSet<string> Texts(JsonElement texts) => texts.EnumerateArray().Select(static text => text.GetString()!).ToFrozenSet(StringComparer.Ordinal);
}
