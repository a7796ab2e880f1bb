using System.Runtime.InteropServices;

namespace Seyr.Storage.Engine;

/// <summary>
/// How ready a thread is to let others go first. On Linux a thread has a niceness of its own and hands it on to those
/// that it starts: all of the engine's come from its connections' threads, so that merges yield to requests.
/// </summary>
internal static partial class Niceness
{
    private const int OfProcess = 0;
    private const uint ThisThread = 0;

    /// <summary>About a third of an ordinary thread's share when both want the same core.</summary>
    private const int Engine = 5;

    /// <summary>Makes this thread, and those that it will start, the engine's. Where that can't be, nothing changes.</summary>
    public static void BeEngine()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(OfProcess, ThisThread, Engine);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
