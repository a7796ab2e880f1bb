using System.Text.Json;

namespace Seyr.Stats;

/// <summary>English names of countries by their ISO code.</summary>
internal static class Countries
{
    private static readonly Lazy<Dictionary<string, string>> Names = new(Load);

    /// <summary>The name; a code that has none stays as it is.</summary>
    public static string Name(string code) => Names.Value.GetValueOrDefault(code, code);

    /// <summary>The codes of those whose name is asked for.</summary>
    public static IReadOnlyList<string> Codes(Func<string, bool> isAsked) => [.. Names.Value.Where(country => isAsked(country.Value)).Select(static country => country.Key)];

    /// <summary>The code of a name, or of a code in whichever case; what is neither stays as it is.</summary>
    public static string Code(string name) =>
        Names.Value.ContainsKey(name.ToUpperInvariant()) ? name.ToUpperInvariant()
        : Names.Value.FirstOrDefault(pair => pair.Value.Equals(name, StringComparison.OrdinalIgnoreCase)).Key ?? name;

    private static Dictionary<string, string> Load()
    {
        using var stream = typeof(Countries).Assembly.GetManifestResourceStream("countries.json")!;
        using var document = JsonDocument.Parse(stream);
        // A country with several names has a list, the usual one first.
        return document.RootElement.GetProperty("countries").EnumerateObject().ToDictionary(
            static country => country.Name,
            static country => country.Value.ValueKind == JsonValueKind.Array
                ? country.Value[0].GetString()!
                : country.Value.GetString()!);
    }
}
