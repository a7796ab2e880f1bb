using System.Diagnostics;

namespace Seyr.Tests.Support;

/// <summary>Another program's view of a PDF.</summary>
internal static class Poppler
{
    /// <summary>The text as a reader copies it.</summary>
    public static Task<string> TextAsync(byte[] pdf) => RunAsync("pdftotext", pdf, "-raw", "{}", "-");

    /// <summary>The text, word by word with its place, as XML.</summary>
    public static Task<string> PlacesAsync(byte[] pdf) => RunAsync("pdftotext", pdf, "-bbox", "{}", "-");

    /// <summary>One line a font.</summary>
    public static Task<string> FontsAsync(byte[] pdf) => RunAsync("pdffonts", pdf, "{}");

    /// <summary>Title, author, pages and so on.</summary>
    public static Task<string> FactsAsync(byte[] pdf) => RunAsync("pdfinfo", pdf, "{}");

    private static async Task<string> RunAsync(string program, byte[] pdf, params string[] arguments)
    {
        var path = Path.Combine("/usr/bin", program);
        if (!File.Exists(path))
        {
            Missing.End("no Poppler: install poppler-utils");
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            using var process = Process.Start(new ProcessStartInfo(path, arguments.Select(argument => argument == "{}" ? file : argument)) { RedirectStandardOutput = true })!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.That(process.ExitCode, Is.Zero, program);
            return text;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
