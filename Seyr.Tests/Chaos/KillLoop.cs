namespace Seyr.Tests.Chaos;

/// <summary>Kills at random moments: under load, during a start and its replay, right after it, between two flushes and in one.</summary>
internal static class KillLoop
{
    /// <summary>Of ten kills, this many come before the server is ready, or as soon as it is.</summary>
    private const int StartingOfTen = 2;
    private const int JustReadyOfTen = 1;

    /// <summary>One kill in this many looks at the books before.</summary>
    private const int BooksEvery = 5;

    private const int LongestStartMilliseconds = 800;
    private const int JustReadyMilliseconds = 20;

    /// <param name="seyr">Stopped; stopped again at the end.</param>
    /// <param name="load">Runs.</param>
    /// <param name="seed">Decides the moments.</param>
    /// <param name="kills">How many.</param>
    /// <param name="again">Whether a start may fail, since the store may be away.</param>
    public static async Task RunAsync(KeptSeyr seyr, VisitorLoad load, int seed, int kills, bool again = false)
    {
        var random = new Random(seed);
        for (var kill = 0; kill < kills; kill++)
        {
            seyr.Flush(TimeSpan.FromMilliseconds(random.Next(100, 1_000)), random.Next(2) == 0 ? random.Next(20, 500) : 20_000);
            load.Pace = TimeSpan.FromMilliseconds(random.Next(2));
            var moment = random.Next(10);
            var wait = random.Next(50, 800);
            var isStarting = moment < StartingOfTen;
            seyr.Launch();
            if (isStarting)
            {
                await Task.Delay(random.Next(LongestStartMilliseconds));
                if (again && seyr.HasEnded)
                {
                    continue;
                }
            }
            else
            {
                await seyr.ReadyAsync(again);
                await Task.Delay(moment < StartingOfTen + JustReadyOfTen ? random.Next(JustReadyMilliseconds) : wait);
                if (random.Next(BooksEvery) == 0)
                {
                    await load.PauseAsync();
                    await seyr.BalancedBooksAsync();
                    load.Go();
                }
            }

            await seyr.KillAsync();
        }
    }
}
