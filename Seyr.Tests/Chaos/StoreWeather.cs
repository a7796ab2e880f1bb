using Seyr.Tests.Ingest;

namespace Seyr.Tests.Chaos;

/// <summary>A store that changes between well and every kind of ill, a moment each.</summary>
internal static class StoreWeather
{
    private const int ShortestMilliseconds = 100;
    private const int LongestMilliseconds = 1_200;

    private static readonly Fault[] Faults = Enum.GetValues<Fault>();

    /// <summary>Changes it until cancelled, and leaves it well.</summary>
    public static async Task ChangeAsync(StoreFront front, int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        while (!cancel.IsCancellationRequested)
        {
            var spell = Task.Delay(random.Next(ShortestMilliseconds, LongestMilliseconds), CancellationToken.None);
            // Fine, each fault, any fault at random, hanging, stopped.
            var kind = random.Next(Faults.Length + 4);
            if (kind < Faults.Length)
            {
                await WithAsync(front, () => Faults[kind], spell);
            }
            else if (kind == Faults.Length)
            {
                await WithAsync(front, () => Random.Shared.Next(2) == 0 ? null : Faults[Random.Shared.Next(Faults.Length)], spell);
            }
            else if (kind == Faults.Length + 1)
            {
                await HangAsync(front, spell);
            }
            else if (kind == Faults.Length + 2)
            {
                await front.StopAsync();
                await spell;
                await front.StartAgainAsync();
            }
            else
            {
                await spell;
            }
        }
    }

    /// <summary>Takes what comes in and answers nothing until the spell is over.</summary>
    public static async Task HangAsync(StoreFront front, Task spell)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        front.Hold = held.Task;
        await spell;
        front.Hold = Task.CompletedTask;
        held.SetResult();
    }

    private static async Task WithAsync(StoreFront front, Func<Fault?> weather, Task spell)
    {
        front.Weather = weather;
        await spell;
        front.Weather = static () => null;
    }
}
