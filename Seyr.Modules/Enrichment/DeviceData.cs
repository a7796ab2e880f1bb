using System.Text.Json;

namespace Seyr.Enrichment;

/// <summary>What devices.mjs made of uap-core and the lists of bots; the shape is described there.</summary>
internal sealed record DeviceData(string[] Literals, PatternList Browsers, PatternList Systems, PatternList Devices, PatternList Crawlers, PatternList Suspects)
{
    public static DeviceData Load()
    {
        using var stream = Resource.Open("devices.json");
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        return new DeviceData(
            [.. root.GetProperty("literals").EnumerateArray().Select(literal => literal.GetString()!)],
            ReadPatterns(root.GetProperty("browsers")),
            ReadPatterns(root.GetProperty("systems")),
            ReadPatterns(root.GetProperty("devices")),
            ReadPatterns(root.GetProperty("crawlers")),
            ReadPatterns(root.GetProperty("suspects")));
    }

    private static PatternList ReadPatterns(JsonElement list) => new([.. list.EnumerateArray().Select(ReadPattern)]);

    private static Pattern ReadPattern(JsonElement pattern)
    {
        var clauses = new ushort[pattern.GetArrayLength() - 4][];
        for (var index = 0; index < clauses.Length; index++)
        {
            clauses[index] = [.. pattern[index + 4].EnumerateArray().Select(literal => literal.GetUInt16())];
        }

        return new Pattern(pattern[0].GetString()!, pattern[1].GetString()!, pattern[2].GetString()!, pattern[3].GetInt32() == 1, clauses);
    }
}
