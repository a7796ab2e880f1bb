using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using Dapper;
using MailKit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MimeKit;
using Seyr.Storage;

namespace Seyr.Identity.Mail;

/// <summary>
/// Sends what waits in the outbox. A message is claimed before it is sent: its time is moved to the claim's end, which only
/// one sender can do. Once it has been taken, it leaves the outbox. A process that ends in between, after the mail
/// server has said yes and before the row is gone, sends it again when the claim has ended, under the same Message-ID;
/// SMTP has nothing better.
/// </summary>
internal sealed partial class MailSender(RelationalStore store, Outbox outbox, IPost post, TimeProvider clock, ILogger<MailSender> log) : BackgroundService
{
    /// <summary>With the waits below, about two days.</summary>
    internal const int MaxAttempts = 16;

    /// <summary>Longer than a mail server is given for one message.</summary>
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Sends all that is due.</summary>
    internal async Task SendDueAsync(CancellationToken cancel)
    {
        while (await ClaimAsync(cancel) is { } waiting)
        {
            if (!await SendAsync(waiting, cancel))
            {
                // The others would most likely wait in vain too.
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                StoreAway(e.GetType().Name);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await outbox.WaitAsync(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Waiting?> ClaimAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        while (true)
        {
            var now = Now();
            var waiting = await connection.QueryFirstOrDefaultAsync<Waiting>(
                "select id, message, due_at as DueAt, attempts from mails where due_at <= @now order by due_at, id limit 1", new { now });
            if (waiting is null)
            {
                return null;
            }

            var claimed = await connection.ExecuteAsync(
                "update mails set due_at = @until, attempts = attempts + 1 where id = @Id and due_at = @DueAt and attempts = @Attempts",
                new { waiting.Id, waiting.DueAt, waiting.Attempts, until = now + (long)Claim.TotalMilliseconds });
            if (claimed == 1)
            {
                return waiting;
            }
        }
    }

    /// <returns>False: it has to wait.</returns>
    private async Task<bool> SendAsync(Waiting waiting, CancellationToken cancel)
    {
        try
        {
            using var memory = new MemoryStream(outbox.Open(waiting.Message));
            using var message = await MimeMessage.LoadAsync(memory, cancel);
            await post.SendAsync(message, cancel);
        }
        catch (MessageRefusedException e)
        {
            // Neither the address nor the server's words are logged.
            Refused(waiting.Id, e.Status);
        }
        // One that another server has encrypted, with keys that this one hasn't, waits for that one.
        catch (Exception e) when (!cancel.IsCancellationRequested
            && e is CryptographicException or IOException or SocketException or ProtocolException or CommandException or MailKit.Security.AuthenticationException
                or MailKit.Security.SslHandshakeException or NotSupportedException or OperationCanceledException or UnauthorizedAccessException)
        {
            return await PutOffAsync(waiting, e, cancel);
        }

        // Whatever happens to this process: what was taken must not be sent again.
        await DeleteAsync(waiting.Id, CancellationToken.None);
        return true;
    }

    private async Task<bool> PutOffAsync(Waiting waiting, Exception e, CancellationToken cancel)
    {
        if (waiting.Attempts + 1 >= MaxAttempts)
        {
            GivenUp(waiting.Id, waiting.Attempts + 1);
            await DeleteAsync(waiting.Id, cancel);
            return true;
        }

        var wait = TimeSpan.FromTicks(Math.Min(FirstWait.Ticks << waiting.Attempts, LongestWait.Ticks));
        MustWait(waiting.Id, e.GetType().Name, wait);
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("update mails set due_at = @until where id = @Id", new { waiting.Id, until = Now() + (long)wait.TotalMilliseconds });
        return false;
    }

    private async Task DeleteAsync(long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("delete from mails where id = @id", new { id });
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Id} could not be sent ({Why}); it is tried again in {Wait}.")]
    private partial void MustWait(long id, string why, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Id} was given up after {Attempts} attempts.")]
    private partial void GivenUp(long id, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Id} was refused for good (SMTP status {Status}) and is gone.")]
    private partial void Refused(long id, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be read ({Why}); it is tried again.")]
    private partial void StoreAway(string why);

    internal sealed class Waiting
    {
        public long Id { get; set; }

        public string Message { get; set; } = "";

        public long DueAt { get; set; }

        public int Attempts { get; set; }
    }
}
