using System.Diagnostics;

namespace Seyr.Tests.Chaos;

/// <summary>A small file system in memory, to be filled up.</summary>
internal sealed class Tmpfs : IDisposable
{
    private const string BallastName = "ballast";

    private readonly string path;

    private Tmpfs(string path) => this.path = path;

    private string Ballast => Path.Combine(path, BallastName);

    /// <summary>Mounts it on a directory, which is made if needed.</summary>
    public static Tmpfs Mount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        var (exitCode, error) = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "seyr-chaos", path);
        Assert.That(exitCode, Is.Zero, $"These tests fill a disk, so they must be allowed to mount a tmpfs: run them as root, in a container with CAP_SYS_ADMIN. mount: {error}");
        return new Tmpfs(path);
    }

    /// <summary>One that another process has mounted.</summary>
    public static Tmpfs MountedAt(string path) => new(path);

    /// <summary>Takes all the space that is left, to the last page.</summary>
    public void FillUp()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 1024 * 1024; size >= 512;)
        {
            try
            {
                ballast.Write(new byte[size]);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Gives back some of what was taken.</summary>
    public void Leave(int megabytes)
    {
        using var ballast = new FileStream(Ballast, FileMode.Open);
        ballast.SetLength(ballast.Length - (megabytes * 1024L * 1024));
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose() => Run("umount", "-l", path);

    private static (int ExitCode, string Error) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
