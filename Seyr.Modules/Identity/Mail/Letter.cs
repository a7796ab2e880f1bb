using MimeKit;
using MimeKit.Utils;
using RazorSlices;

namespace Seyr.Identity.Mail;

/// <summary>What a message says. It is written once and sent as text and as HTML.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Paragraphs">What stands before the link.</param>
/// <param name="LinkText">What the link does; empty: there is none.</param>
/// <param name="Link">A path on this server, with a slash at its beginning; its host comes from the configuration.</param>
/// <param name="After">What stands after the link.</param>
public sealed record Letter(string To, string Subject, IReadOnlyList<string> Paragraphs, string LinkText = "", string Link = "", string After = "")
{
    /// <summary>Whether mail can be sent to this.</summary>
    internal static bool IsAddress(string text) =>
        MailboxAddress.TryParse(text, out var box) && box.Address == text && string.IsNullOrEmpty(box.Name) && text.Contains('@', StringComparison.Ordinal);

    /// <summary>The message as it goes out, under an id that stays when it is sent again.</summary>
    internal async Task<MimeMessage> ComposeAsync(string from, Uri server, DateTimeOffset now)
    {
        var link = LinkText.Length == 0 ? null : new Uri(server, Link).AbsoluteUri;
        var content = new LetterContent(Subject, Paragraphs, LinkText, link, After);
        var body = new BodyBuilder { TextBody = Text(content), HtmlBody = await Pages.Letter.Create(content).RenderAsync() };
        var message = new MimeMessage
        {
            Subject = Subject,
            Date = now,
            MessageId = MimeUtils.GenerateMessageId(server.Host),
            Body = body.ToMessageBody(),
        };
        message.From.Add(new MailboxAddress("Seyr", from));
        message.To.Add(new MailboxAddress(null, To));
        // No answers from machines on holiday.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string Text(LetterContent content)
    {
        IEnumerable<string> parts = content.Paragraphs;
        if (content.Link is not null)
        {
            parts = parts.Append($"{content.LinkText}:\n{content.Link}");
        }

        if (content.After.Length > 0)
        {
            parts = parts.Append(content.After);
        }

        return string.Join("\n\n", parts) + "\n";
    }
}

/// <summary>What a message's HTML shows.</summary>
public sealed record LetterContent(string Subject, IReadOnlyList<string> Paragraphs, string LinkText, string? Link, string After);
