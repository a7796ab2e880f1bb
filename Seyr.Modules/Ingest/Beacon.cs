using System.Buffers.Text;
using System.Text.Json;

namespace Seyr.Ingest;

/// <summary>
/// What a beacon's body says, in the short and long names of Plausible's events API (<c>n</c>/<c>name</c>,
/// <c>u</c>/<c>url</c>, <c>d</c>/<c>domain</c>, <c>r</c>/<c>referrer</c>, <c>m</c>/<c>meta</c>, <c>p</c>/<c>props</c>,
/// <c>i</c>/<c>interactive</c>, <c>h</c>/<c>hashMode</c>, <c>$</c>/<c>revenue</c>,
/// and for engagement <c>e</c> in milliseconds, <c>sd</c> in percent), and in <c>w</c> how wide the screen is,
/// in <c>b</c> whether a program drives the browser.
/// Read into memory of its own, again and again: a thread has one.
/// </summary>
internal sealed class Beacon
{
    /// <summary>The largest body that is read.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Properties past this many are left out.</summary>
    public const int MaxProps = 30;

    /// <summary>120 characters of any script: the field's bound.</summary>
    public const int MaxNameBytes = 480;

    /// <summary>Nobody looks at a page for so long, in milliseconds: 30 days.</summary>
    private const long MaxEngagement = 30L * 24 * 60 * 60 * 1_000;

    private const int MaxScreenWidth = 100_000;
    private const int MaxDepth = 8;
    public const int MaxUrlBytes = 2_000;
    private const int MaxKeyBytes = 300;
    private const int MaxValueBytes = 2_000;

    /// <summary>A character of one byte may be written in six, as \u0041.</summary>
    private const int MaxEscape = 6;

    /// <summary>All texts of a body, and once more its properties in the format of a row, with a few bytes more each.</summary>
    private readonly byte[] memory = new byte[(2 * MaxBodyBytes) + (MaxProps * (MaxKeyBytes + MaxValueBytes + 4))];

    private int used;
    private Piece name;
    private Piece url;
    private Piece domain;
    private Piece referrer;
    private Piece props;

    public Span<byte> Name => At(name);

    public Span<byte> Url => At(url);

    public Span<byte> Domain => At(domain);

    public Span<byte> Referrer => At(referrer);

    /// <summary>The properties as pairs of length-prefixed strings, ready for a row.</summary>
    public Span<byte> Props => At(props);

    public int PropCount { get; private set; }

    /// <summary>What the event can change in its visit.</summary>
    public EventKind Kind => Name.SequenceEqual(EventRow.Engagement) ? EventKind.Engagement : isInteractive ? EventKind.Interactive : EventKind.NonInteractive;

    /// <summary>Whether the page's fragment is part of its path.</summary>
    public bool IsHashMode { get; private set; }

    /// <summary>How long the page was seen, in milliseconds, since it was told last. Only engagement tells of it.</summary>
    public uint Engagement => Kind == EventKind.Engagement ? (uint)Math.Max(engagement, 0) : 0;

    /// <summary>How far the page was scrolled, in percent; <see cref="EventRow.NoScroll"/> when it isn't told. Only engagement tells of it.</summary>
    public byte Scroll => Kind == EventKind.Engagement ? scroll : EventRow.NoScroll;

    /// <summary>What the event earned. Only custom events tell of it.</summary>
    public Revenue Revenue => Kind == EventKind.Engagement || Name.SequenceEqual("pageview"u8) ? default : revenue;

    /// <summary>What is wrong with a body that is no event.</summary>
    public BeaconFault Fault { get; private set; }

    /// <summary>How wide the screen is, in CSS pixels; 0 when it isn't told.</summary>
    public int ScreenWidth { get; private set; }

    /// <summary>Whether the tracker found that a program drives the browser.</summary>
    public bool IsAutomated { get; private set; }

    private bool isInteractive;
    private long engagement;
    private byte scroll;
    private Revenue revenue;

    /// <summary>Reads a body; what was read before is gone.</summary>
    /// <returns>False: it is no event.</returns>
    public bool Read(ReadOnlySpan<byte> body)
    {
        used = 0;
        name = url = domain = referrer = props = default;
        (PropCount, ScreenWidth) = (0, 0);
        (isInteractive, IsHashMode, IsAutomated, engagement, scroll, revenue) = (true, false, false, -1, EventRow.NoScroll, default);
        Fault = ReadBody(body) ? FaultOfFields() : BeaconFault.Json;
        return Fault == BeaconFault.None;
    }

    private bool ReadBody(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                TakeField(ref reader);
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader knows no other way to say that this isn't JSON, or not UTF-8.
            return false;
        }
    }

    private BeaconFault FaultOfFields() =>
        name.Length is 0 or > MaxNameBytes || Text.IsBlank(Name) ? BeaconFault.Name
        : url.Length is 0 or > MaxUrlBytes ? BeaconFault.Url
        : Kind == EventKind.Engagement && engagement < 0 && scroll == EventRow.NoScroll ? BeaconFault.Engagement
        : BeaconFault.None;

    private void TakeField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("n"u8) || reader.ValueTextEquals("name"u8))
        {
            name = Scalar(ref reader);
        }
        else if (reader.ValueTextEquals("u"u8) || reader.ValueTextEquals("url"u8))
        {
            url = Scalar(ref reader);
        }
        else if (reader.ValueTextEquals("d"u8) || reader.ValueTextEquals("domain"u8))
        {
            domain = Scalar(ref reader);
        }
        else if (reader.ValueTextEquals("r"u8) || reader.ValueTextEquals("referrer"u8))
        {
            referrer = Scalar(ref reader);
        }
        else if (reader.ValueTextEquals("i"u8) || reader.ValueTextEquals("interactive"u8))
        {
            reader.Read();
            isInteractive = reader.TokenType != JsonTokenType.False;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("h"u8) || reader.ValueTextEquals("hashMode"u8))
        {
            reader.Read();
            IsHashMode = IsYes(reader);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("b"u8))
        {
            reader.Read();
            IsAutomated = IsYes(reader);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("e"u8))
        {
            engagement = Number(ref reader) is >= 0 and < MaxEngagement and var milliseconds ? milliseconds : -1;
        }
        else if (reader.ValueTextEquals("sd"u8))
        {
            scroll = Number(ref reader) is >= 0 and var percent ? (byte)Math.Min(percent, 100) : EventRow.NoScroll;
        }
        else if (reader.ValueTextEquals("w"u8))
        {
            ScreenWidth = (int)Math.Clamp(Number(ref reader), 0, MaxScreenWidth);
        }
        else if (PropCount == 0 && IsProps(ref reader))
        {
            TakeProps(ref reader);
        }
        else if (reader.ValueTextEquals("$"u8) || reader.ValueTextEquals("revenue"u8))
        {
            TakeRevenue(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static bool IsYes(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.SequenceEqual("1"u8));

    private static bool IsProps(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("p"u8) || reader.ValueTextEquals("props"u8) || reader.ValueTextEquals("m"u8) || reader.ValueTextEquals("meta"u8);

    /// <summary>An object of scalars, or a text that holds one.</summary>
    private void TakeProps(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadProps(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            var inner = new Utf8JsonReader(At(Copy(ref reader)), new JsonReaderOptions { MaxDepth = MaxDepth });
            if (inner.Read() && inner.TokenType == JsonTokenType.StartObject)
            {
                ReadProps(ref inner);
            }
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>An object with an amount, as a number or a text, and a currency. Anything else is no revenue.</summary>
    private void TakeRevenue(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var (amount, currency) = (default(Piece), default(Piece));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("amount"u8))
            {
                amount = Scalar(ref reader);
            }
            else if (reader.ValueTextEquals("currency"u8))
            {
                currency = Scalar(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        revenue = Revenue.Read(At(amount), At(currency));
    }

    private void ReadProps(ref Utf8JsonReader reader)
    {
        Span<byte> key = stackalloc byte[MaxEscape * MaxKeyBytes];
        Span<byte> value = stackalloc byte[MaxEscape * MaxValueBytes];
        var row = new RowWriter(memory.AsSpan(used));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var keyLength = Short(ref reader, key, MaxKeyBytes);
            reader.Read();
            var valueLength = Short(ref reader, value, MaxValueBytes);
            if (keyLength > 0 && valueLength > 0 && PropCount < MaxProps)
            {
                row.Text(key[..keyLength], MaxKeyBytes);
                row.Text(value[..valueLength], MaxValueBytes);
                PropCount++;
            }

            reader.Skip();
        }

        props = new Piece(used, row.Written.Length);
        used += row.Written.Length;
    }

    /// <summary>A whole number, also one written as a text; anything else is −1.</summary>
    private long Number(ref Utf8JsonReader reader)
    {
        var text = At(Scalar(ref reader));
        return Utf8Parser.TryParse(text, out long number, out var length) && length == text.Length ? number : -1;
    }

    /// <summary>A text or a number, as text; anything else is nothing.</summary>
    private Piece Scalar(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            return Copy(ref reader);
        }

        reader.Skip();
        return default;
    }

    private Piece Copy(ref Utf8JsonReader reader)
    {
        var piece = new Piece(used, CopyTo(ref reader, memory.AsSpan(used)));
        used += piece.Length;
        return piece;
    }

    /// <summary>A key or value, when it is a scalar, not blank and not too long; else nothing.</summary>
    private static int Short(ref Utf8JsonReader reader, scoped Span<byte> target, int max)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Null || reader.ValueSpan.Length > target.Length)
        {
            return 0;
        }

        var length = CopyTo(ref reader, target);
        return length <= max && !Text.IsBlank(target[..length]) ? length : 0;
    }

    private static int CopyTo(ref Utf8JsonReader reader, scoped Span<byte> target)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            return reader.CopyString(target);
        }

        reader.ValueSpan.CopyTo(target);
        return reader.ValueSpan.Length;
    }

    private Span<byte> At(Piece piece) => memory.AsSpan(piece.Start, piece.Length);

    private readonly record struct Piece(int Start, int Length);
}
