using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Seyr.Ingest;

/// <summary>
/// What a program tells of an event beside what a beacon has: <c>timestamp</c>, <c>ip</c>, <c>user_agent</c>, and
/// <c>language</c> or <c>accept_language</c>. Without address and user agent nobody could tell the visitor from the program itself.
/// </summary>
/// <param name="Time">When it was, in seconds since 1970, UTC; null: now.</param>
/// <param name="Sender">The visitor.</param>
/// <param name="Problem">What is wrong with it; null: nothing.</param>
internal readonly record struct ToldEvent(long? Time, Sender Sender, string? Problem)
{
    /// <summary>No browser's is longer.</summary>
    private const int MaxUserAgentLength = 4_096;

    /// <summary>Numbers from here on are milliseconds: as seconds they would be in the year 5138.</summary>
    private const decimal FirstMilliseconds = 100_000_000_000;

    private const decimal MaxNumber = 253_402_300_799_999;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    /// <summary>Reads an event's own fields; the others are the beacon's.</summary>
    /// <param name="json">A JSON object.</param>
    public static ToldEvent Read(ReadOnlySpan<byte> json)
    {
        var (time, isTime) = (default(long?), true);
        var (ip, agent, languages) = ("", "", "");
        var reader = new Utf8JsonReader(json);
        reader.Read();
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("timestamp"u8))
                {
                    (time, isTime) = ReadTime(Scalar(ref reader));
                }
                else if (reader.ValueTextEquals("ip"u8))
                {
                    ip = Scalar(ref reader);
                }
                else if (reader.ValueTextEquals("user_agent"u8))
                {
                    agent = Scalar(ref reader);
                }
                else if (reader.ValueTextEquals("language"u8) || reader.ValueTextEquals("accept_language"u8))
                {
                    languages = Scalar(ref reader);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        catch (InvalidOperationException)
        {
            // The reader knows no other way to say that a text is not UTF-8.
            return new ToldEvent(null, default, "request: is not UTF-8");
        }

        var problem = !isTime ? "timestamp: must be ISO 8601, or seconds or milliseconds since 1970"
            : ReadAddress(ip) is not { } address ? "ip: must be the visitor's address"
            : string.IsNullOrWhiteSpace(agent) ? "user_agent: must be the visitor's"
            : null;
        return problem is null
            ? new ToldEvent(time, new Sender(ReadAddress(ip)!, agent[..Math.Min(agent.Length, MaxUserAgentLength)].Trim(), languages, Signals.None), null)
            : new ToldEvent(null, default, problem);
    }

    /// <summary>A text or a number as text; null stands for nothing, and anything else for something wrong.</summary>
    private static string Scalar(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString()!;
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.Null:
                return "";
            default:
                reader.Skip();
                return "?";
        }
    }

    /// <summary>Without an offset a time is UTC's. An empty one is none.</summary>
    private static (long? Time, bool IsRight) ReadTime(string text)
    {
        if (text.Length == 0)
        {
            return (null, true);
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number <= MaxNumber ? ((long)(number < FirstMilliseconds ? number : number / 1_000), true) : (null, false);
        }

        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time.ToUnixTimeSeconds(), true)
            : (null, false);
    }

    /// <summary>An address as it is commonly written: "1" and "0x7f.1" are none, and no interface is named.</summary>
    private static IPAddress? ReadAddress(string text) =>
        IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
                ? address
                : null;
}
