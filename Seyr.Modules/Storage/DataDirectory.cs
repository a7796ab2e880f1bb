namespace Seyr.Storage;

/// <summary>The one directory that holds all that Seyr keeps, and the lock that makes it one process's.</summary>
public sealed class DataDirectory : IDisposable
{
    private const string LockFile = "seyr.lock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream? heldLock;

    private DataDirectory(string path, FileStream? heldLock)
    {
        Path = path;
        this.heldLock = heldLock;
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Whether this process owns the directory; without that it may read and write the relational store only.</summary>
    public bool IsOwned => heldLock is not null;

    /// <summary>Makes the directory if needed and takes its lock.</summary>
    /// <exception cref="StartException">It can't be written, or another process has it.</exception>
    public static DataDirectory Open(string path)
    {
        var directory = OpenShared(path);
        return directory.IsOwned
            ? directory
            : throw new StartException(
                $"Another Seyr is running on the data directory {directory.Path}. "
                + "Stop it first, or give this one its own (DataDirectory).");
    }

    /// <summary>The same, but without the lock when another process has it: for commands that work beside a running server.</summary>
    public static DataDirectory OpenShared(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
            {
                CreateForOwnerOnly(full);
            }

            return new DataDirectory(full, TryLock(full));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StartException($"The data directory {full} can't be used (DataDirectory): {e.Message}", e);
        }
    }

    /// <summary>A directory inside, made when it isn't there.</summary>
    public string Subdirectory(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <summary>The path of a file inside.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => heldLock?.Dispose();

    private static void CreateForOwnerOnly(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    private static FileStream? TryLock(string path)
    {
        var file = System.IO.Path.Combine(path, LockFile);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            return null;
        }
    }
}
