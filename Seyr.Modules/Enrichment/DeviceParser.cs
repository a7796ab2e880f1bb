using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Seyr.Enrichment;

/// <summary>
/// Tells browser, system and type of device from a user agent by uap-core's patterns and from client hints, and whether it
/// is a bot by the patterns of the lists of bots. For any number of threads.
/// No user agent outlives the call: results are remembered under a keyed hash of it, whose key lives as long as the parser.
/// </summary>
public sealed class DeviceParser
{
    /// <summary>What a user agent has beyond this many characters is not looked at.</summary>
    internal const int MaxUserAgentLength = 512;

    /// <summary>Two generations of this many results are about 4 MB.</summary>
    internal const int CacheGenerationSize = 16_384;

    /// <summary>
    /// The search is given up after this. A real user agent takes well under a millisecond, the worst that fuzzing found
    /// forty: this is for what it did not find, and wide enough not to be met on a machine that is merely busy.
    /// </summary>
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>The name that bots.mjs gives to what reads for an AI.</summary>
    private const string AiCrawler = "ai";

    private static readonly Device Unknown = new("", "", "", "", DeviceType.Unknown, BotKind.None);

    private readonly TwoGenerationCache<UInt128, Device> cache;
    private readonly long cacheKey = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly DeviceData data = DeviceData.Load();
    private readonly PatternList robots;
    private readonly LiteralScanner scanner;
    private readonly HintedDevice hinted = new();
    private readonly bool usesLiterals;
    private readonly TimeSpan timeLimit;

    /// <summary>Loads the patterns, in a few milliseconds.</summary>
    public DeviceParser()
        : this(usesLiterals: true, TimeLimit, CacheGenerationSize)
    {
    }

    /// <param name="usesLiterals">False tries every pattern, whatever occurs in the user agent: the tests compare.</param>
    /// <param name="timeLimit">What a user agent may take in all.</param>
    /// <param name="cacheGenerationSize">Half of the results to remember.</param>
    internal DeviceParser(bool usesLiterals, TimeSpan timeLimit, int cacheGenerationSize)
    {
        cache = new TwoGenerationCache<UInt128, Device>(cacheGenerationSize);
        this.timeLimit = timeLimit;
        this.usesLiterals = usesLiterals;
        scanner = new LiteralScanner(data.Literals);
        robots = new PatternList([.. data.Devices.Patterns.Where(pattern => pattern.Name == DeviceKind.Robot)]);
    }

    /// <summary>Results remembered.</summary>
    internal int CacheCount => cache.Count;

    /// <summary>The device of a user agent; any text will do, and one that says nothing gives a device of empty strings.</summary>
    /// <param name="userAgent">As it was sent.</param>
    /// <param name="hints">What came beside it.</param>
    public Device Parse(string userAgent, in ClientHints hints = default)
    {
        var text = userAgent.AsSpan(0, Math.Min(userAgent.Length, MaxUserAgentLength));
        var key = Hash(text, 0);
        if (!hints.Any)
        {
            return Parse(userAgent, text, key);
        }

        var hintedKey = key ^ Hash(hints);
        if (!cache.TryGet(hintedKey, out var device))
        {
            device = Parse(userAgent, text, key);
            if (!ReferenceEquals(device, Unknown))
            {
                device = hinted.Correct(device, hints);
                cache.Add(hintedKey, device);
            }
        }

        return device;
    }

    private Device Parse(string userAgent, ReadOnlySpan<char> text, UInt128 key)
    {
        if (cache.TryGet(key, out var device))
        {
            return device;
        }

        device = Read(text.Length == userAgent.Length ? userAgent : text.ToString());
        if (device is null)
        {
            // Not remembered: it may have been the machine that was slow, and the next visit tells.
            return Unknown;
        }

        cache.Add(key, device);
        return device;
    }

    /// <summary>The same without the cache; null when the search was given up.</summary>
    /// <param name="text">At most <see cref="MaxUserAgentLength"/> characters.</param>
    internal Device? Read(string text)
    {
        Span<ulong> found = stackalloc ulong[scanner.Words];
        if (usesLiterals)
        {
            Span<byte> folded = stackalloc byte[text.Length];
            LiteralScanner.Fold(text, folded);
            found.Clear();
            scanner.Find(folded, found);
        }
        else
        {
            found.Fill(ulong.MaxValue);
        }

        try
        {
            return Match(new ScannedText(text, found, timeLimit));
        }
        catch (TimeoutException)
        {
            // It may carry the user agent, so it ends here.
            return null;
        }
    }

    /// <summary>Of all hints: each under a key of its own, so that none stands for another.</summary>
    private UInt128 Hash(in ClientHints hints) =>
        Hash(ClientHints.Bounded(hints.Brands), 1) ^ Hash(ClientHints.Bounded(hints.Mobile), 2) ^ Hash(ClientHints.Bounded(hints.Platform), 3)
        ^ Hash(ClientHints.Bounded(hints.PlatformVersion), 4) ^ Hash(ClientHints.Bounded(hints.FullVersions), 5) ^ Hash(ClientHints.Bounded(hints.Model), 6);

    private UInt128 Hash(ReadOnlySpan<char> text, int number) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text), cacheKey + number);

    private Device Match(in ScannedText userAgent)
    {
        var browser = data.Browsers.NameOf(userAgent, out var browserVersion) ?? "";
        var system = data.Systems.NameOf(userAgent, out var systemVersion) ?? "";

        // A robot is what uap-core's device patterns say is one. They are six hundred, and a named phone that comes first
        // is no robot; but where not one of the few robot patterns matches, there is no need to try the others.
        var mayBeRobot = robots.NameOf(userAgent) is not null;
        var kind = mayBeRobot ? data.Devices.NameOf(userAgent) : null;
        var type = DeviceType.FromTokens(userAgent.Text, system)
            ?? DeviceType.FromKind(mayBeRobot ? kind : data.Devices.NameOf(userAgent));
        return new Device(browser, browserVersion, system, system.Length == 0 ? "" : systemVersion, type, BotOf(userAgent, system, kind == DeviceKind.Robot));
    }

    private BotKind BotOf(in ScannedText userAgent, string system, bool isSpider) => data.Crawlers.NameOf(userAgent) switch
    {
        AiCrawler => BotKind.AiCrawler,
        not null => BotKind.Crawler,
        null when isSpider => BotKind.Crawler,
        null when userAgent.Text.AsSpan().IsWhiteSpace() => BotKind.Program,
        null when data.Suspects.NameOf(userAgent) is null => BotKind.None,
        null => system.Length == 0 ? BotKind.Program : BotKind.Suspect,
    };
}
