using System.Text;
using System.Text.RegularExpressions;

namespace Seyr.Tests.Chaos;

/// <summary>A file of the spool that has rows, seen from outside: the rows' paths stand in it as they were sent.</summary>
internal sealed class SpoolFile
{
    private const string DamagedName = "damaged";

    private readonly List<Match> found;

    private SpoolFile(string path, int seed)
    {
        Path = path;
        // One character a byte. After an event's own path come its properties (none) and the length of the entry page.
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        found = [.. Regex.Matches(text, $@"(/p/{seed}-\d+-\d+)\0.(?=/p/{seed}-)", RegexOptions.Singleline).Cast<Match>()];
    }

    public string Path { get; }

    /// <summary>The paths of the events that are in it.</summary>
    public IEnumerable<string> Events => found.Select(static match => match.Groups[1].Value);

    /// <summary>Those that have rows of this run, in their names' order.</summary>
    public static List<SpoolFile> In(string spool, int seed) => !Directory.Exists(spool) ? [] :
        [.. Directory.GetFiles(spool).Order(StringComparer.Ordinal).Select(path => new SpoolFile(path, seed)).Where(static file => file.found.Count > 0)];

    public static string[] Damaged(string spool) => Directory.Exists(System.IO.Path.Combine(spool, DamagedName)) ? Directory.GetFiles(System.IO.Path.Combine(spool, DamagedName)) : [];

    /// <summary>Changes one bit in the path of an event in the middle: another path, if nobody notices.</summary>
    public void FlipBit()
    {
        var path = found[found.Count / 2].Groups[1];
        using var file = File.Open(Path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = path.Index + path.Length - 1;
        var was = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(was ^ 1));
    }

    /// <summary>Cuts it off within its rows.</summary>
    public void Truncate()
    {
        using var file = File.Open(Path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength(found[found.Count / 2].Index + 2);
    }

    /// <summary>Leaves what doesn't belong there: noise and nothing, under foreign names and under names like its own.</summary>
    public void AddGarbageBeside()
    {
        const int NoiseBytes = 5_000;
        var noise = new byte[NoiseBytes];
        Random.Shared.NextBytes(noise);
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var name = System.IO.Path.GetFileName(Path);
        File.WriteAllBytes(System.IO.Path.Combine(folder, "garbage"), noise);
        File.WriteAllBytes(System.IO.Path.Combine(folder, "empty"), []);
        File.WriteAllBytes(System.IO.Path.Combine(folder, new string('f', 32) + System.IO.Path.GetExtension(name)), noise);
        File.WriteAllBytes(System.IO.Path.Combine(folder, new string('e', 32) + System.IO.Path.GetExtension(name)), []);
        File.WriteAllBytes(System.IO.Path.Combine(folder, name + ".tmp"), noise);
    }
}
