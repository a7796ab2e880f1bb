using Seyr.Ingest;
using Seyr.Tests.Ingest;

namespace Seyr.Tests.Chaos;

/// <summary>What a broken disk leaves in the spool is set aside; everything else arrives.</summary>
[Category("Published")]
[NonParallelizable]
internal sealed class DamagedSpoolTests
{
    [Test]
    public async Task Damaged_segments_are_set_aside_and_the_others_arrive_once()
    {
        var seed = ChaosSettings.NewSeed();
        await ChaosSettings.AvoidMidnightAsync(TimeSpan.FromMinutes(2));
        await using var front = await StoreFront.StartAsync();
        var data = KeptSeyr.NewData();
        await using var seyr = await KeptSeyr.NewAsync(data, front.ConnectionString);
        await using var load = new VisitorLoad(seed, seyr.Address);
        seyr.Flush(TimeSpan.FromMilliseconds(200), 100);
        await seyr.StartAsync();
        await front.StopAsync();
        load.Go();
        await Task.Delay(2_000);
        await load.PauseAsync();
        await seyr.KillAsync();

        var files = SpoolFile.In(seyr.Spool, seed);
        Assert.That(files, Has.Count.GreaterThan(5), "segments lie on the disk");
        Assert.That(files.SelectMany(static file => file.Events).Distinct().Count(), Is.EqualTo(load.Acknowledged), "all that was acknowledged lies on the disk");
        var damaged = files[1].Events.Concat(files[3].Events).ToHashSet();
        files[1].FlipBit();
        files[3].Truncate();
        files[0].AddGarbageBeside();
        var flipped = await File.ReadAllBytesAsync(files[1].Path);

        await front.StartAgainAsync();
        await seyr.StartAsync();
        await seyr.SettledBooksAsync();
        Assert.That(seyr.Log, Does.Not.Contain("/p/"), "nothing of a row is logged");
        await seyr.StopAsync();

        var stored = await StoredEvents.ReadAsync(AskProgram.Of(front.Behind));
        ChaosSettings.Say($"{files.Count} segments, {damaged.Count} events in the two damaged, {load.Acknowledged} acknowledged, {stored.Rows.Count} stored");
        Assert.That(new Verdict(seed, load.People, stored).Events(damaged.Contains).Days().Wrong, Is.Empty);
        Assert.That(SpoolFile.Damaged(seyr.Spool).Select(File.ReadAllBytes), Has.Some.EqualTo(flipped), "what is damaged is kept for whoever wants to look");
        Assert.That(SpoolFile.In(seyr.Spool, seed).Select(static file => file.Path), Is.Empty, "nothing is left to do");

        var aside = SpoolFile.Damaged(seyr.Spool).Length;
        await seyr.StartAsync();
        var books = await seyr.SettledBooksAsync();
        await seyr.StopAsync();
        Assert.That((books.Replayed, books.Dropped, SpoolFile.Damaged(seyr.Spool).Length), Is.EqualTo((0L, 0L, aside)), "a second start finds nothing new");
        Assert.That((await StoredEvents.ReadAsync(AskProgram.Of(front.Behind))).Rows, Has.Count.EqualTo(stored.Rows.Count));
        Directory.Delete(data, recursive: true);
    }

    [Test]
    public async Task Segment_that_was_begun_and_has_no_row_yet_holds_up_nothing([Values] bool isEmbedded)
    {
        var seed = ChaosSettings.NewSeed();
        await using var front = await StoreFront.StartAsync();
        var data = KeptSeyr.NewData();
        await using var seyr = await KeptSeyr.NewAsync(data, isEmbedded ? "" : front.ConnectionString);
        Directory.CreateDirectory(seyr.Spool);
        var spool = new Spool(seyr.Spool);
        Assert.That(spool.Found(), Is.Empty);
        // A kill while a file is made, and right after it was made, leaves these.
        using (var begun = spool.Begin(capacity: 100, rowRoom: 1024 * 1024))
        {
            File.Copy(begun.Path, Path.Combine(seyr.Spool, "left" + Path.GetExtension(begun.Path)));
            await File.WriteAllBytesAsync(begun.Path + Spool.Making, []);
        }

        Assert.That(Directory.GetFiles(seyr.Spool), Has.Length.EqualTo(2));

        await seyr.StartAsync();
        await using var load = new VisitorLoad(seed, seyr.Address);
        load.Go();
        await Task.Delay(500);
        await load.PauseAsync();
        await seyr.SettledBooksAsync();
        await seyr.StopAsync();
        Assert.That(Directory.GetFiles(seyr.Spool), Is.Empty);
        Assert.That(SpoolFile.Damaged(seyr.Spool), Is.Empty, "it is no damage");

        var stored = await StoredEvents.ReadAsync(isEmbedded ? AskProgram.Of(data) : AskProgram.Of(front.Behind));
        Assert.That((await new Verdict(seed, load.People, stored).Events().Visits().Days().QuotaAsync(data)).Wrong, Is.Empty);
        Directory.Delete(data, recursive: true);
    }
}
