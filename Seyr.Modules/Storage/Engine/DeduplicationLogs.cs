using System.Globalization;
using System.Text;

namespace Seyr.Storage.Engine;

/// <summary>
/// The engine notes a part's token in its table's log, and only then renames the part to its name. A process that is
/// killed between the two leaves a token without rows: the next try of the same batch would be taken for a double, and
/// its rows be lost. Therefore, before the engine opens its directory, the last token of each log is taken back when the
/// part that it names is not there. Inserts come one after another, so it can't be any but the last.
/// </summary>
internal static class DeduplicationLogs
{
    private const string Folder = "deduplication_logs";
    private const string Added = "1";

    /// <summary>Takes back what was noted and not done.</summary>
    /// <param name="path">The engine's directory, which no engine has open.</param>
    public static void Repair(string path)
    {
        var store = Path.Combine(path, "store");
        if (!Directory.Exists(store))
        {
            return;
        }

        foreach (var table in Directory.EnumerateDirectories(store).SelectMany(Directory.EnumerateDirectories))
        {
            var logs = Path.Combine(table, Folder);
            if (Directory.Exists(logs) && Directory.GetFiles(logs).Where(static file => new FileInfo(file).Length > 0).MaxBy(Number) is { } last)
            {
                RepairLast(last, table);
            }
        }
    }

    private static void RepairLast(string log, string table)
    {
        var bytes = File.ReadAllBytes(log);
        // A line that was cut off is no line.
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        var begin = end < 2 ? 0 : Array.LastIndexOf(bytes, (byte)'\n', end - 2) + 1;
        if (Encoding.UTF8.GetString(bytes, begin, end - begin).Split('\t') is [Added, var part, ..] && !IsThere(part, table))
        {
            end = begin;
        }

        if (end < bytes.Length)
        {
            using var file = File.OpenWrite(log);
            file.SetLength(end);
        }
    }

    /// <summary>Whether a table has a part, itself or within one that it was merged into.</summary>
    private static bool IsThere(string part, string table) =>
        Blocks(part) is not var (partition, first, last) || Directory.EnumerateDirectories(table, partition + "_*")
            .Any(path => Blocks(Path.GetFileName(path)) is var (_, from, to) && from <= first && to >= last);

    /// <summary>A part's name is its partition, its first and last block, its level.</summary>
    private static (string Partition, long First, long Last)? Blocks(string part) =>
        part.Split('_') is [var partition, var first, var last, ..]
        && long.TryParse(first, CultureInfo.InvariantCulture, out var from) && long.TryParse(last, CultureInfo.InvariantCulture, out var to)
            ? (partition, from, to)
            : null;

    private static int Number(string log) =>
        int.TryParse(Path.GetFileNameWithoutExtension(log).Split('_')[^1], CultureInfo.InvariantCulture, out var number) ? number : -1;
}
