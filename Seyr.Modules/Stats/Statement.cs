using System.Globalization;
using NodaTime;

namespace Seyr.Stats;

/// <summary>The values of a statement that is being put together: what stands in its text are their names and types.</summary>
internal sealed class Statement
{
    private readonly List<KeyValuePair<string, object>> parameters = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>The values, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Parameters => parameters;

    /// <summary>A text's place in the statement; the same text has one place.</summary>
    public string Text(string value)
    {
        if (!texts.TryGetValue(value, out var place))
        {
            place = Add(value, "String");
            texts[value] = place;
        }

        return place;
    }

    /// <summary>Several texts' places, with commas between them.</summary>
    public string Texts(IEnumerable<string> values) => string.Join(", ", values.Select(Text));

    /// <summary>A number's place.</summary>
    public string Number(long value) => Add(value, "Int64");

    /// <summary>A moment's place.</summary>
    public string Time(Instant value) => Add(value.ToDateTimeUtc(), "DateTime('UTC')");

    /// <summary>A value under a name that the text has already.</summary>
    public void Name(string name, object value) => parameters.Add(new(name, value));

    private string Add(object value, string type)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"v{parameters.Count}");
        parameters.Add(new(name, value));
        return $"{{{name}:{type}}}";
    }
}
