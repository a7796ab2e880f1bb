using System.Runtime.InteropServices;
using System.Text;

namespace Seyr.Storage.Engine;

/// <summary>The tables by which a loaded library calls others (System V ABI, "Dynamic Linking").</summary>
internal readonly unsafe struct LoadedLibrary
{
    private const uint DynamicSegment = 2;
    private const int SymbolBytes = 24;

    private readonly nint start;
    private readonly byte* strings;
    private readonly byte* symbols;
    private readonly Relocation* calls;
    private readonly int count;

    private LoadedLibrary(nint start, Entry* entry)
    {
        this.start = start;
        for (; entry->Tag != Tag.End; entry++)
        {
            switch (entry->Tag)
            {
                case Tag.Strings:
                    strings = (byte*)entry->Value;
                    break;
                case Tag.Symbols:
                    symbols = (byte*)entry->Value;
                    break;
                case Tag.Calls:
                    calls = (Relocation*)entry->Value;
                    break;
                case Tag.CallBytes:
                    count = (int)(entry->Value / sizeof(Relocation));
                    break;
            }
        }
    }

    private enum Tag : long
    {
        End = 0,
        CallBytes = 2,
        Strings = 5,
        Symbols = 6,
        Calls = 23,
    }

    public static LoadedLibrary Of(LibraryInfo* library)
    {
        var header = library->Headers;
        while (header->Type != DynamicSegment)
        {
            header++;
        }

        return new LoadedLibrary(library->Base, (Entry*)(library->Base + header->Address));
    }

    /// <summary>Replaces the address that the library looks up before it calls a function.</summary>
    /// <returns>False: it doesn't call it, or there is no address.</returns>
    public bool Replace(string function, nint address)
    {
        for (var i = 0; i < count && address != 0; i++)
        {
            var name = strings + *(uint*)(symbols + (SymbolBytes * (calls[i].Info >> 32)));
            if (MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name).SequenceEqual(Encoding.ASCII.GetBytes(function)))
            {
                *(nint*)(start + calls[i].Offset) = address;
                return true;
            }
        }

        return false;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public Tag Tag;
        public nint Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Relocation
    {
        public nint Offset;
        public long Info;
        public long Addend;
    }
}

/// <summary>C's <c>struct dl_phdr_info</c>, as far as it is read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LibraryInfo
{
    public nint Base;
    public byte* Name;
    public ProgramHeader* Headers;
    public ushort HeaderCount;
}

/// <summary>ELF's <c>Elf64_Phdr</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramHeader
{
    public uint Type;
    public uint Flags;
    public ulong Offset;
    public nint Address;
    public nint PhysicalAddress;
    public ulong FileSize;
    public ulong MemorySize;
    public ulong Alignment;
}
