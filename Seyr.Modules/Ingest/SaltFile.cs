using System.Security.Cryptography;
using System.Text;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>Where the day's salt may lie: on a file system that is memory, never on a disk.</summary>
internal static class SaltFile
{
    /// <summary>The configured value for no file at all.</summary>
    public const string MemoryOnly = "memory";

    private const string SharedMemory = "/dev/shm";

    /// <summary>The file's path; null: the salt stays in the process.</summary>
    /// <exception cref="StartException">The configured directory is not on tmpfs.</exception>
    public static string? Choose(IngestOptions options, DataDirectory data)
    {
        if (options.SaltDirectory == MemoryOnly)
        {
            return null;
        }

        if (options.SaltDirectory.Length > 0)
        {
            return IsMemory(options.SaltDirectory)
                ? FileIn(options.SaltDirectory, data)
                : throw new StartException("Ingest:SaltDirectory: this directory is not on tmpfs. A salt on a disk could be found again later.");
        }

        string?[] candidates = [Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY"), SharedMemory];
        var found = candidates.FirstOrDefault(static path => path is { Length: > 0 } && IsMemory(path));
        return found is null ? null : FileIn(found, data);
    }

    /// <summary>One file a data directory, since several servers may share a machine.</summary>
    private static string FileIn(string directory, DataDirectory data) =>
        Path.Combine(directory, $"seyr-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data.Path)).AsSpan(0, 8))}.salt");

    private static bool IsMemory(string path) =>
        Directory.Exists(path) && new DriveInfo(path).DriveFormat is "tmpfs" or "ramfs";
}
