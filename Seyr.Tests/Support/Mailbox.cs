using System.Text.RegularExpressions;
using MimeKit;

namespace Seyr.Tests.Support;

/// <summary>The folder into which a server without SMTP writes its mail.</summary>
internal sealed class Mailbox(string dataDirectory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string folder = Path.Combine(dataDirectory, "mail");

    /// <summary>The last message to an address with a subject, as soon as it is there.</summary>
    public async Task<MimeMessage> MessageAsync(string to, string subject)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            if (All(to).LastOrDefault(message => message.Subject == subject) is { } found)
            {
                return found;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"No message '{subject}'; there are: {string.Join(", ", All(to).Select(static message => message.Subject))}");
    }

    /// <summary>The path of the link in the last such message.</summary>
    public async Task<string> LinkAsync(string to, string subject) =>
        new Uri(Regex.Match((await MessageAsync(to, subject)).TextBody!, @"https?://\S+").Value).AbsolutePath;

    public IReadOnlyList<MimeMessage> All(string to) => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(static file => MimeMessage.Load(file)).Where(message => message.To.Mailboxes.Single().Address == to)];
}
