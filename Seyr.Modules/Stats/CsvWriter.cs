using System.Text;

namespace Seyr.Stats;

/// <summary>Lines of a CSV file (RFC 4180). What a spreadsheet would run as a formula is made a text.</summary>
internal static class CsvWriter
{
    /// <summary>With what a cell of a formula begins.</summary>
    private const string Dangerous = "=+-@\t\r";

    /// <summary>With these bytes a spreadsheet knows that the file is UTF-8.</summary>
    public static ReadOnlySpan<byte> Start => "\uFEFF"u8;

    /// <summary>Adds a line. Numbers are given by themselves: a minus begins no formula there.</summary>
    public static void AddLine(StringBuilder to, IEnumerable<string> texts, IEnumerable<string> numbers)
    {
        to.AppendJoin(',', texts.Select(Cell).Concat(numbers)).Append("\r\n");
    }

    /// <summary>A text as a cell.</summary>
    public static string Cell(string text)
    {
        var harmless = text.Length > 0 && Dangerous.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return harmless.AsSpan().ContainsAny("\",\r\n") ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }
}
