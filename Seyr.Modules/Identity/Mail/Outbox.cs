using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Identity.Mail;

/// <summary>
/// Messages on their way. One is written in the transaction of what causes it, so that it goes out if and only if that
/// has happened; <see cref="MailSender"/> sends it afterwards. Links in a message hold secrets, so it waits encrypted.
/// </summary>
public sealed partial class Outbox
{
    /// <summary>What may wait; past it the mail server has been away for days, and a message more is dropped.</summary>
    internal const int MaxWaiting = 10_000;

    /// <summary>Without a mail server nobody is misled by it.</summary>
    private const string LocalSender = "seyr@localhost";

    private readonly MailOptions options;
    private readonly Uri server;
    private readonly IDataProtector protector;
    private readonly TimeProvider clock;
    private readonly ILogger<Outbox> log;
    private readonly SemaphoreSlim added = new(0);

    internal Outbox(MailOptions options, Uri server, DataDirectory data, IDataProtectionProvider protection, TimeProvider clock, ILogger<Outbox> log)
    {
        this.options = options;
        this.server = server;
        this.clock = clock;
        this.log = log;
        protector = protection.CreateProtector("mail");
        Folder = options.Host.Length > 0 ? null : data.File(FolderPost.DirectoryName);
    }

    /// <summary>Where messages are written, since no mail server is configured; null: they are sent.</summary>
    public string? Folder { get; }

    /// <summary>Adds a message within the transaction of what causes it; call <see cref="Wake"/> when that is committed.</summary>
    public async Task AddAsync(DbTransaction transaction, Letter letter)
    {
        var connection = transaction.Connection!;
        if (await connection.ExecuteScalarAsync<long>("select count(*) from mails", null, transaction) >= MaxWaiting)
        {
            Full(MaxWaiting);
            return;
        }

        var now = clock.GetUtcNow();
        using var composed = await letter.ComposeAsync(options.From.Length > 0 ? options.From : LocalSender, server, now);
        using var memory = new MemoryStream();
        await composed.WriteToAsync(memory);
        var row = new { message = Convert.ToBase64String(protector.Protect(memory.ToArray())), now = now.ToUnixTimeMilliseconds() };
        await connection.ExecuteAsync("insert into mails (message, created_at, due_at) values (@message, @now, @now)", row, transaction);
    }

    /// <summary>Has what was added sent at once; without it, it is found within seconds.</summary>
    public void Wake() => added.Release();

    internal byte[] Open(string message) => protector.Unprotect(Convert.FromBase64String(message));

    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, atMost, Timeout.InfiniteTimeSpan);
        try
        {
            await added.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Time to look without having been woken.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Messages} messages wait for the mail server; one more was dropped.")]
    private partial void Full(int messages);
}
