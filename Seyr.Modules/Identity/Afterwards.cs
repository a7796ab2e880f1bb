using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seyr.Identity;

/// <summary>
/// What is done after the answer, one thing after the other: so that neither the answer nor its time tells whether an account
/// exists. It lives in memory: whoever asked just before a crash asks again.
/// </summary>
public sealed partial class Afterwards(ILogger<Afterwards> log) : BackgroundService
{
    /// <summary>What may wait; past it what is added is dropped.</summary>
    private const int MaxWaiting = 256;

    private readonly Channel<Func<CancellationToken, Task>> work = Channel.CreateBounded<Func<CancellationToken, Task>>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Adds something.</summary>
    public void Do(Func<CancellationToken, Task> what) => work.Writer.TryWrite(what);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var what in work.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await what(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Its words may name an address.
                Failed(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was asked for by a form could not be done ({Why}); whoever asked will ask again.")]
    private partial void Failed(string why);
}
