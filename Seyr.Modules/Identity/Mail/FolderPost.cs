using MimeKit;
using Seyr.Storage;

namespace Seyr.Identity.Mail;

/// <summary>Without a mail server: a file a message, for the operator to read. Written again, it has the same name.</summary>
internal sealed class FolderPost(DataDirectory data) : IPost
{
    public const string DirectoryName = "mail";

    /// <summary>Past it the oldest go.</summary>
    internal const int MaxFiles = 1_000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public async Task SendAsync(MimeMessage message, CancellationToken cancel)
    {
        var folder = data.Subdirectory(DirectoryName);
        var name = $"{message.Date.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{message.MessageId!.Split('@')[0]}";
        var unfinished = Path.Combine(folder, name + ".tmp");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using (var file = new FileStream(unfinished, options))
        {
            await message.WriteToAsync(file, cancel);
        }

        File.Move(unfinished, Path.Combine(folder, name + ".eml"), overwrite: true);
        foreach (var old in Directory.EnumerateFiles(folder).OrderDescending(StringComparer.Ordinal).Skip(MaxFiles))
        {
            File.Delete(old);
        }
    }
}
