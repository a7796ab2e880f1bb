using System.Globalization;

namespace Seyr.Tests.Support;

/// <summary>What Linux tells of a running process.</summary>
internal static class ProcessFiles
{
    public static long ResidentKilobytes(int process) => long.Parse(
        Line(process, "status", "VmRSS:").Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>The soft and the hard limit of a resource, by the name that /proc gives it.</summary>
    public static (string Soft, string Hard) Limit(int process, string name)
    {
        var values = Line(process, "limits", name)[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (values[0], values[1]);
    }

    private static string Line(int process, string file, string start) => File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"))
        .First(line => line.StartsWith(start, StringComparison.Ordinal));
}
