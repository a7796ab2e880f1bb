using System.Text.Json;

namespace Seyr.Ingest;

/// <summary>A program's list of events, in the body in which it came: an array, or an object with <c>events</c> and perhaps a <c>domain</c> for all.</summary>
internal sealed class ToldEvents
{
    /// <summary>Events in a body.</summary>
    public const int MaxEvents = 1_000;

    /// <summary>The largest body that is read.</summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    private readonly List<(int Start, int Length)> events = [];
    private bool isListed;

    private ToldEvents()
    {
    }

    /// <summary>Where each event lies in the body; of no length: it is no object.</summary>
    public IReadOnlyList<(int Start, int Length)> Events => events;

    /// <summary>The domain of events that name none, in lower case; empty: none.</summary>
    public byte[] Domain { get; private set; } = [];

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole of it.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>Null: it is no list of events.</returns>
    public static ToldEvents? Read(ReadOnlySpan<byte> body, out string problem)
    {
        var list = new ToldEvents();
        try
        {
            var reader = new Utf8JsonReader(body);
            problem = list.Read(ref reader);
            return problem.Length == 0 ? list : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            problem = "The body is no JSON.";
            return null;
        }
    }

    private string Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        var problem = reader.TokenType switch
        {
            JsonTokenType.StartArray => ReadList(ref reader),
            JsonTokenType.StartObject => ReadObject(ref reader),
            _ => "",
        };
        if (problem.Length == 0 && !isListed)
        {
            return "The body must be an array of events, or an object with an array named events.";
        }

        // What comes after the end is no JSON: the reader says so itself.
        return problem.Length > 0 || !reader.Read() ? problem : "The body is no JSON.";
    }

    private string ReadObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = reader.ValueTextEquals("events"u8);
            var isDomain = reader.ValueTextEquals("domain"u8) || reader.ValueTextEquals("d"u8);
            reader.Read();
            if (isEvents && (reader.TokenType != JsonTokenType.StartArray || isListed))
            {
                return "events: must be one array.";
            }

            if (isEvents && ReadList(ref reader) is { Length: > 0 } problem)
            {
                return problem;
            }

            if (isDomain && reader.TokenType != JsonTokenType.String)
            {
                return "domain: must be a text.";
            }

            if (isDomain)
            {
                Domain = Text.Lower(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!)).ToArray();
            }

            reader.Skip();
        }

        return "";
    }

    private string ReadList(ref Utf8JsonReader reader)
    {
        isListed = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (events.Count == MaxEvents)
            {
                return $"events: at most {MaxEvents}.";
            }

            var isObject = reader.TokenType == JsonTokenType.StartObject;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            events.Add(isObject ? (start, (int)reader.BytesConsumed - start) : default);
        }

        return "";
    }
}
