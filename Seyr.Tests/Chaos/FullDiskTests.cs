using System.Net;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Chaos;

/// <summary>No space left: events are answered and counted as dropped, the server stays up, and recovers by itself.</summary>
[Category("Published")]
[NonParallelizable]
internal sealed class FullDiskTests
{
    /// <summary>Room for the open segment, the next one, and as many sealed ones as a slow store makes wait for a second.</summary>
    private const int SpoolMegabytes = 32;

    private const int DataMegabytes = 96;

    /// <summary>Large events fill a disk sooner.</summary>
    private const int Padding = 1_500;

    /// <summary>A disk that refused is left alone for a second.</summary>
    private static readonly TimeSpan DiskPause = TimeSpan.FromMilliseconds(1_500);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Spool_that_fills_up_while_the_store_is_away_costs_what_is_counted_as_dropped_and_no_more([Values] bool isKilled)
    {
        var seed = ChaosSettings.NewSeed();
        await ChaosSettings.AvoidMidnightAsync(TimeSpan.FromMinutes(4));
        await using var front = await StoreFront.StartAsync();
        front.Remembers = false;
        var data = KeptSeyr.NewData();
        await using var seyr = await KeptSeyr.NewAsync(data, front.ConnectionString);
        using (Tmpfs.Mount(seyr.Spool, SpoolMegabytes))
        {
            seyr.Flush(TimeSpan.FromMilliseconds(200), 1_000);
            await seyr.StartAsync();
            using var owner = await SignedInAsync(seyr);
            await using var load = new VisitorLoad(seed, seyr.Address) { Pace = TimeSpan.Zero, Padding = Padding };
            load.Go();
            await Task.Delay(500);
            await front.StopAsync();
            await UntilDroppedAsync(seyr);
            await Task.Delay(1_000);
            Assert.That(await owner.GetTextAsync("/sites"), Does.Contain("The numbers did not arrive in time.").And.Contain($"href=\"/sites/{Person.Domains[0]}"), () => seyr.Log);

            await load.PauseAsync();
            var full = await seyr.BalancedBooksAsync();
            await AgainAsync(seyr, full, isKilled, async () =>
            {
                await front.StartAgainAsync();
                if (isKilled)
                {
                    await seyr.StartAsync();
                }
            });
            await EndAsync(seyr, load, seed, isKilled, full, AskProgram.Of(front.Behind));
        }

        Directory.Delete(data, recursive: true);
    }

    [Test]
    public async Task Disk_that_others_fill_up_costs_what_is_counted_as_dropped_and_no_more([Values] bool isKilled)
    {
        var seed = ChaosSettings.NewSeed();
        await ChaosSettings.AvoidMidnightAsync(TimeSpan.FromMinutes(4));
        var data = KeptSeyr.NewData();
        using (var disk = Tmpfs.Mount(data, DataMegabytes))
        {
            await using var seyr = await KeptSeyr.NewAsync(data);
            seyr.Flush(TimeSpan.FromMilliseconds(200), 1_000);
            await seyr.StartAsync();
            using var owner = await SignedInAsync(seyr);
            await using var load = new VisitorLoad(seed, seyr.Address) { Pace = TimeSpan.Zero, Padding = Padding };
            load.Go();
            await Task.Delay(500);
            disk.FillUp();
            await UntilDroppedAsync(seyr);
            disk.FillUp();
            await Task.Delay(1_000);
            Assert.That((await owner.GetAsync("/sites/" + Person.Domains[0])).StatusCode, Is.EqualTo(HttpStatusCode.OK), () => seyr.Log);

            await load.PauseAsync();
            var full = await seyr.BalancedBooksAsync();
            await AgainAsync(seyr, full, isKilled, async () =>
            {
                if (isKilled)
                {
                    // It may start on the full disk, or be started until it does.
                    seyr.Launch();
                    await Task.Delay(1_500);
                }

                disk.Free();
                await seyr.ReadyAsync(again: true);
            });
            await EndAsync(seyr, load, seed, isKilled, full, AskProgram.Of(data));
        }

        Directory.Delete(data, recursive: true);
    }

    /// <summary>The engine by itself ignores that a file did not take what was written.</summary>
    [Test]
    public async Task Merge_whose_disk_fills_up_waits_for_room_and_loses_nothing()
    {
        var data = KeptSeyr.NewData();
        using (Tmpfs.Mount(data, DataMegabytes))
        {
            var said = await AskProgram.MergeAsync(data);
            said.ForEach(ChaosSettings.Say);
            Assert.That(said[^1], Does.EndWith("merges waited").And.Not.StartsWith("0 "));
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task AgainAsync(KeptSeyr seyr, Books full, bool isKilled, Func<Task> recover)
    {
        Assert.That(seyr.HasEnded, Is.False);
        if (isKilled)
        {
            await seyr.KillAsync();
        }

        await recover();
        var recovered = await seyr.SettledBooksAsync();
        if (isKilled)
        {
            Assert.That(recovered.Replayed, Is.EqualTo(full.Waiting), "all that waited was found");
            Assert.That(recovered.Dropped, Is.Zero);
        }
        else
        {
            Assert.That(recovered.Dropped, Is.EqualTo(full.Dropped));
        }
    }

    private static async Task EndAsync(KeptSeyr seyr, VisitorLoad load, int seed, bool isKilled, Books full, AskEvents ask)
    {
        await Task.Delay(DiskPause);
        load.Pace = TimeSpan.FromMilliseconds(2);
        load.Go();
        await Task.Delay(1_000);
        await load.PauseAsync();
        var end = await seyr.SettledBooksAsync();
        await seyr.StopAsync();
        Assert.That(end.Dropped, Is.EqualTo(isKilled ? 0 : full.Dropped), "there is room again");

        var stored = await StoredEvents.ReadAsync(ask);
        ChaosSettings.Say($"{load.Acknowledged} acknowledged, {full.Dropped} dropped, {full.Waiting} waited, {stored.Rows.Count} stored");
        Assert.That(new Verdict(seed, load.People, stored).Events(static _ => true).Days().Wrong, Is.Empty);
        Assert.That((load.Broken, load.Wrong.Count), Is.EqualTo((0, 0)), "all were answered 202");
        Assert.That(stored.Rows, Has.Count.EqualTo(load.Acknowledged - full.Dropped));
    }

    private static async Task UntilDroppedAsync(KeptSeyr seyr)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await seyr.BooksAsync()).Dropped == 0)
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private static async Task<Visitor> SignedInAsync(KeptSeyr seyr)
    {
        var owner = seyr.NewVisitor();
        var answer = await owner.SignInAsync("ann@" + Person.Domains[0], KeptSeyr.Password);
        Assert.That((int)answer.StatusCode, Is.EqualTo(303));
        return owner;
    }
}
