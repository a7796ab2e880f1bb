using MailKit.Net.Smtp;
using MimeKit;

namespace Seyr.Identity.Mail;

/// <summary>Sends through the configured SMTP server, a connection each: there are few messages.</summary>
internal sealed class SmtpPost(MailOptions options) : IPost
{
    private const int PermanentFailure = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task SendAsync(MimeMessage message, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        using var client = new SmtpClient();
        await client.ConnectAsync(options.Host, options.Port, options.SocketOptions, patience.Token);
        if (options.User.Length > 0)
        {
            await client.AuthenticateAsync(options.User, options.Password, patience.Token);
        }

        try
        {
            await client.SendAsync(message, patience.Token);
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= PermanentFailure)
        {
            throw new MessageRefusedException((int)e.StatusCode, e);
        }

        await GoodbyeAsync(client, patience.Token);
    }

    /// <summary>The message has been taken; how the conversation ends changes nothing.</summary>
    private static async Task GoodbyeAsync(SmtpClient client, CancellationToken cancel)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancel);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or MailKit.ProtocolException or MailKit.CommandException)
        {
            // The server was faster.
        }
    }
}
