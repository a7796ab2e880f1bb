using Seyr.Tests.Ingest;

namespace Seyr.Tests.Chaos;

/// <summary>A store that is away, hangs, refuses, stores and says that it didn't, cuts connections; kills besides.</summary>
[Category("Published")]
[NonParallelizable]
internal sealed class FaultyStoreTests
{
    [Test]
    public async Task Faults_and_kills_together_lose_nothing_double_nothing_and_split_no_visit()
    {
        var kills = ChaosSettings.Kills;
        var seed = ChaosSettings.NewSeed();
        await ChaosSettings.AvoidMidnightAsync(TimeSpan.FromSeconds(60 + (4 * kills)));
        await using var front = await StoreFront.StartAsync();
        front.Remembers = false;
        var data = KeptSeyr.NewData();
        await using var seyr = await KeptSeyr.NewAsync(data, front.ConnectionString);
        await using var load = new VisitorLoad(seed, seyr.Address);
        using var isOver = new CancellationTokenSource();
        var weather = StoreWeather.ChangeAsync(front, seed, isOver.Token);
        load.Go();
        await KillLoop.RunAsync(seyr, load, seed, kills, again: true);
        await isOver.CancelAsync();
        await weather;
        await seyr.StartAsync();
        await load.PauseAsync();
        await SettleAsync(seyr, front);

        var stored = await StoredEvents.ReadAsync(AskProgram.Of(front.Behind));
        ChaosSettings.Say($"{kills} kills, {seyr.Starts} starts; {load.Acknowledged} acknowledged, {load.Broken} without an answer, {stored.Rows.Count} stored");
        var verdict = await new Verdict(seed, load.People, stored).Events().Visits().Days().QuotaAsync(data);
        Assert.That(verdict.Wrong, Is.Empty);
        Assert.That(load.Wrong, Is.Empty);
        Directory.Delete(data, recursive: true);
    }

    [Test]
    public async Task While_the_store_is_away_every_event_is_answered_and_stored_once_afterwards([Values("stopped", "hanging", "Refused", "StoredAndRefused", "StoredAndCut", "CutInBody")] string how)
    {
        var outage = ChaosSettings.Outage;
        var seed = ChaosSettings.NewSeed();
        await ChaosSettings.AvoidMidnightAsync(outage + TimeSpan.FromMinutes(2));
        await using var front = await StoreFront.StartAsync();
        front.Remembers = false;
        var data = KeptSeyr.NewData();
        await using var seyr = await KeptSeyr.NewAsync(data, front.ConnectionString);
        seyr.Flush(TimeSpan.FromMilliseconds(200), 500);
        await seyr.StartAsync();
        // Slow enough that a minute's events fit into what may wait.
        await using var load = new VisitorLoad(seed, seyr.Address) { Pace = TimeSpan.FromMilliseconds(5) };
        load.Go();
        await Task.Delay(TimeSpan.FromSeconds(1));
        var before = await TimesAsync(load, Task.Delay(TimeSpan.FromSeconds(3)));
        var during = await TimesAsync(load, AwayAsync(front, how, outage));
        await load.PauseAsync();
        var books = await SettleAsync(seyr, front);

        ChaosSettings.Say($"{how} for {outage.TotalSeconds:0} s: p50/p99/max {before} ms before, {during} ms during");
        var stored = await StoredEvents.ReadAsync(AskProgram.Of(front.Behind));
        var verdict = await new Verdict(seed, load.People, stored).Events().Visits().Days().QuotaAsync(data);
        Assert.That(verdict.Wrong, Is.Empty);
        Assert.That((load.Broken, load.Wrong.Count, books.Dropped), Is.EqualTo((0, 0, 0L)));
        Directory.Delete(data, recursive: true);
    }

    private static async Task<Books> SettleAsync(KeptSeyr seyr, StoreFront front)
    {
        try
        {
            return await seyr.SettledBooksAsync();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The store says: {front.Refusal}", e);
        }
        finally
        {
            await seyr.StopAsync();
        }
    }

    private static async Task AwayAsync(StoreFront front, string how, TimeSpan outage)
    {
        var spell = Task.Delay(outage);
        switch (how)
        {
            case "stopped":
                await front.StopAsync();
                await spell;
                await front.StartAgainAsync();
                break;
            case "hanging":
                await StoreWeather.HangAsync(front, spell);
                break;
            default:
                var fault = Enum.Parse<Fault>(how);
                front.Weather = () => fault;
                await spell;
                front.Weather = static () => null;
                break;
        }
    }

    private static async Task<string> TimesAsync(VisitorLoad load, Task spell)
    {
        var times = load.Times = new();
        await spell;
        load.Times = null;
        var sorted = times.Order().ToList();
        return $"{sorted[sorted.Count / 2]:0.00}/{sorted[sorted.Count * 99 / 100]:0.00}/{sorted[^1]:0.0}";
    }
}
