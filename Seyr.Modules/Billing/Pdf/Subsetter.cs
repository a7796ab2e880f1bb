using System.Runtime.InteropServices;
using HarfBuzzSharp;
using SkiaSharp;

namespace Seyr.Billing.Pdf;

/// <summary>HarfBuzz's subsetter, which its package brings along but doesn't call: a font of only those glyphs that a document shows.</summary>
internal static unsafe partial class Subsetter
{
    private const string Library = "libHarfBuzzSharp";

    /// <summary>Glyphs keep their numbers; the rules of shaping have done their work, and go.</summary>
    private const uint Flags = NoHinting | KeepNumbers | NoLayoutClosure;
    private const uint NoHinting = 0x1;
    private const uint KeepNumbers = 0x2;
    private const uint NoLayoutClosure = 0x200;

    private const int DroppedTables = 3;
    private static readonly string[] Shaping = ["GSUB", "GPOS", "GDEF"];

    /// <param name="face">The whole font.</param>
    /// <param name="glyphs">Those that are shown.</param>
    /// <param name="letters">What they are shown for: a reader who copies text gets it by these.</param>
    public static SKData Cut(Face face, IEnumerable<ushort> glyphs, IEnumerable<uint> letters)
    {
        var input = NewInput();
        try
        {
            SetFlags(input, Flags);
            Fill(Glyphs(input), glyphs.Select(static glyph => (uint)glyph));
            Fill(Letters(input), letters);
            Fill(Set(input, DroppedTables), Shaping.Select(static name => (uint)Tag.Parse(name)));
            var cut = Run(face.Handle, input);
            if (cut == 0)
            {
                throw new InvalidOperationException("A font could not be cut down to a document's glyphs.");
            }

            try
            {
                var blob = BlobOf(cut);
                try
                {
                    var data = DataOf(blob, out var length);
                    return SKData.CreateCopy((nint)data, length);
                }
                finally
                {
                    DropBlob(blob);
                }
            }
            finally
            {
                DropFace(cut);
            }
        }
        finally
        {
            DropInput(input);
        }
    }

    private static void Fill(nint set, IEnumerable<uint> values)
    {
        foreach (var value in values)
        {
            Add(set, value);
        }
    }

    [LibraryImport(Library, EntryPoint = "hb_subset_input_create_or_fail")]
    private static partial nint NewInput();

    [LibraryImport(Library, EntryPoint = "hb_subset_input_destroy")]
    private static partial void DropInput(nint input);

    [LibraryImport(Library, EntryPoint = "hb_subset_input_set_flags")]
    private static partial void SetFlags(nint input, uint flags);

    [LibraryImport(Library, EntryPoint = "hb_subset_input_glyph_set")]
    private static partial nint Glyphs(nint input);

    [LibraryImport(Library, EntryPoint = "hb_subset_input_unicode_set")]
    private static partial nint Letters(nint input);

    [LibraryImport(Library, EntryPoint = "hb_subset_input_set")]
    private static partial nint Set(nint input, int which);

    [LibraryImport(Library, EntryPoint = "hb_set_add")]
    private static partial void Add(nint set, uint value);

    [LibraryImport(Library, EntryPoint = "hb_subset_or_fail")]
    private static partial nint Run(nint face, nint input);

    [LibraryImport(Library, EntryPoint = "hb_face_reference_blob")]
    private static partial nint BlobOf(nint face);

    [LibraryImport(Library, EntryPoint = "hb_blob_get_data")]
    private static partial byte* DataOf(nint blob, out uint length);

    [LibraryImport(Library, EntryPoint = "hb_blob_destroy")]
    private static partial void DropBlob(nint blob);

    [LibraryImport(Library, EntryPoint = "hb_face_destroy")]
    private static partial void DropFace(nint face);
}
