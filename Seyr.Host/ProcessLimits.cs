using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Seyr.Host;

/// <summary>What the operating system allows this process.</summary>
internal static partial class ProcessLimits
{
    private const int CoreSize = 4;
    private const int Files = 7;
    private const int SetDumpable = 4;

    /// <summary>Files and sockets that may be open; as many as one likes where there is no such limit.</summary>
    public static long OpenFiles => OperatingSystem.IsLinux() && GetLimit(Files, out var files) == 0 ? (long)Math.Min(files.Soft, long.MaxValue) : long.MaxValue;

    /// <summary>
    /// Lets no crash write this process's memory to a disk, where the day's salt could be found again, and visitors'
    /// addresses with it. The size limit is what core files and systemd's collector mind; a pipe to another collector
    /// minds only the second, which also keeps processes of the same user from reading the memory.
    /// </summary>
    /// <returns>False: the system refused; there may be core dumps.</returns>
    public static bool ForbidCoreDumps()
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var nothing = default(Limit);
        var isSizeSet = SetLimit(CoreSize, in nothing) == 0;
        return Control(SetDumpable, 0, 0, 0, 0) == 0 && isSizeSet;
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    /// <summary>C's <c>struct rlimit</c> on 64-bit Linux.</summary>
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
