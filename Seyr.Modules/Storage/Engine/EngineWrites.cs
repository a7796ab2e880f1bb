using System.Runtime.InteropServices;

namespace Seyr.Storage.Engine;

/// <summary>
/// The engine's library goes on when a file doesn't take what is written to it, and says nothing: on a disk that fills up
/// during a merge, whole parts would be lost. So its calls of <c>write</c> come here first. One for which there is no room
/// waits until there is; questions are answered meanwhile, and the spool keeps what visitors send as far as it can. A disk
/// that is broken ends the program, as a crash would, from which the next start recovers.
/// </summary>
internal static unsafe partial class EngineWrites
{
    private const string Function = "write";
    private const int PageBytes = 4096;
    private const int ReadWrite = 3;
    private const int ReadExecute = 5;
    private const int PrivateAnonymous = 0x22;

    private static readonly byte* IsEnding = (byte*)NativeMemory.AllocZeroed(1);

    private static bool isGuarded;

    private static ReadOnlySpan<byte> Message =>
        "The disk is full or broken. What the event store had not finished is done again at the next start.\n"u8;

    /// <summary>
    /// What stands in for the function, as machine code (64-bit x86, System V ABI; seven addresses follow it). It can't be
    /// compiled from C#: the library also writes to pipes, from its stack unwinder, on threads where no managed code may run.
    /// </summary>
    private static ReadOnlySpan<byte> Code =>
    [
        // start:
        0x53, // push rbx
        0x55, // push rbp
        0x41, 0x54, // push r12
        0x89, 0xfb, // mov ebx, edi
        0x48, 0x89, 0xf5, // mov rbp, rsi
        0x49, 0x89, 0xd4, // mov r12, rdx
        // again:
        0x89, 0xdf, // mov edi, ebx
        0x48, 0x89, 0xee, // mov rsi, rbp
        0x4c, 0x89, 0xe2, // mov rdx, r12
        0xff, 0x15, 0x76, 0x00, 0x00, 0x00, // call write
        0x48, 0x85, 0xc0, // test rax, rax
        0x79, 0x25, // jns done
        0x83, 0xfb, 0x02, // cmp ebx, 0x2
        0x7e, 0x20, // jle done
        0xff, 0x15, 0x6e, 0x00, 0x00, 0x00, // call errno
        0x8b, 0x00, // mov eax, [rax]
        0x83, 0xf8, 0x1c, // cmp eax, 0x1c
        0x74, 0x18, // je full
        0x83, 0xf8, 0x7a, // cmp eax, 0x7a
        0x74, 0x13, // je full
        0x83, 0xf8, 0x05, // cmp eax, 0x5
        0x74, 0x2b, // je end
        0x83, 0xf8, 0x1b, // cmp eax, 0x1b
        0x74, 0x26, // je end
        0x48, 0x83, 0xc8, 0xff, // or rax, 0xffffffffffffffff
        // done:
        0x41, 0x5c, // pop r12
        0x5d, // pop rbp
        0x5b, // pop rbx
        0xc3, // ret
        // full:
        0x48, 0x8b, 0x05, 0x60, 0x00, 0x00, 0x00, // mov rax, ending
        0x80, 0x38, 0x00, // cmp [rax], 0x0
        0x75, 0x11, // jne end
        0x31, 0xff, // xor edi, edi
        0x31, 0xf6, // xor esi, esi
        0xba, 0xc8, 0x00, 0x00, 0x00, // mov edx, 0xc8
        0xff, 0x15, 0x3c, 0x00, 0x00, 0x00, // call poll
        0xeb, 0xa6, // jmp again
        // end:
        0xbf, 0x02, 0x00, 0x00, 0x00, // mov edi, 0x2
        0x48, 0x8b, 0x35, 0x46, 0x00, 0x00, 0x00, // mov rsi, text
        0x48, 0x8b, 0x15, 0x47, 0x00, 0x00, 0x00, // mov rdx, length
        0xff, 0x15, 0x11, 0x00, 0x00, 0x00, // call write
        0xbf, 0x01, 0x00, 0x00, 0x00, // mov edi, 0x1
        0xff, 0x15, 0x1e, 0x00, 0x00, 0x00, // call exit
        0xf4, // hlt
        0x0f, 0x1f, 0x44, 0x00, 0x00, // nop [rax+rax*1+0x0]
    ];

    /// <summary>Puts itself between the library, which must be loaded, and the system.</summary>
    /// <exception cref="StartException">The library is not built as it was: nothing would be safe from a full disk.</exception>
    public static void Guard(string library)
    {
        if (isGuarded)
        {
            return;
        }

        var name = Marshal.StringToCoTaskMemUTF8(Path.GetFileName(library));
        isGuarded = EachLibrary(&TakePlace, name) != 0;
        Marshal.FreeCoTaskMem(name);
        if (!isGuarded)
        {
            throw new StartException($"The event store's engine is not the one that this version of Seyr comes with: {library}.");
        }
    }

    /// <summary>
    /// The program ends: what still waits for room ends with it, as if it were killed. The engine drops what it had not
    /// finished, and the spool has all of it.
    /// </summary>
    public static void End() => *IsEnding = 1;

    /// <summary>Called for each library of the process; in that of the name, the address of the function is replaced.</summary>
    [UnmanagedCallersOnly]
    private static int TakePlace(LibraryInfo* library, nuint size, nint name)
    {
        var wanted = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)name);
        var path = library->Name is null ? default : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(library->Name);
        return path[(path.LastIndexOf((byte)'/') + 1)..].SequenceEqual(wanted) && LoadedLibrary.Of(library).Replace(Function, Assemble()) ? 1 : 0;
    }

    /// <returns>Where the code lies; 0: the system allows none.</returns>
    private static nint Assemble()
    {
        var page = Map(0, PageBytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (page == -1)
        {
            return 0;
        }

        var libc = NativeLibrary.Load("libc.so.6");
        var text = (byte*)NativeMemory.Alloc((nuint)Message.Length);
        Message.CopyTo(new Span<byte>(text, Message.Length));
        Code.CopyTo(new Span<byte>((byte*)page, Code.Length));
        var addresses = (nint*)(page + Code.Length);
        addresses[0] = NativeLibrary.GetExport(libc, Function);
        addresses[1] = NativeLibrary.GetExport(libc, "__errno_location");
        addresses[2] = NativeLibrary.GetExport(libc, "poll");
        addresses[3] = NativeLibrary.GetExport(libc, "_exit");
        addresses[4] = (nint)IsEnding;
        addresses[5] = (nint)text;
        addresses[6] = Message.Length;
        return Protect(page, PageBytes, ReadExecute) == 0 ? page : 0;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "dl_iterate_phdr")]
    private static partial int EachLibrary(delegate* unmanaged<LibraryInfo*, nuint, nint, int> callback, nint data);
}
