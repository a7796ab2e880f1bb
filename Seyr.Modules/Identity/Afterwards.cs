using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seyr.Identity;

/// <summary>
/// What is done after the answer, one thing after the other, at a moment left to chance: so that neither the answer nor its time,
/// nor that of the next request, tells whether an account exists. It lives in memory: whoever asked just before a crash asks again.
/// </summary>
public sealed partial class Afterwards(TimeProvider clock, ILogger<Afterwards> log) : BackgroundService
{
    /// <summary>What may wait; past it what is added is dropped.</summary>
    private const int MaxWaiting = 256;

    private const int MinDelayMs = 100;
    private const int MaxDelayMs = 1_100;

    private readonly Channel<(DateTimeOffset Due, Func<CancellationToken, Task> What)> work = Channel.CreateBounded<(DateTimeOffset, Func<CancellationToken, Task>)>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Adds something.</summary>
    public void Do(Func<CancellationToken, Task> what) => work.Writer.TryWrite(
        (clock.GetUtcNow().AddMilliseconds(Random.Shared.Next(MinDelayMs, MaxDelayMs)), what));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (due, what) in work.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp((due - clock.GetUtcNow()).TotalMilliseconds, 0, MaxDelayMs)), stoppingToken);
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
