namespace Seyr.Tests.Chaos;

/// <summary><c>kill -9</c> at random moments, one data directory through all of them: while browsers send beacons, and while programs send lists.</summary>
[Category("Published")]
[NonParallelizable]
internal sealed class KillTests
{
    [Test]
    public async Task Kills_lose_nothing_double_nothing_and_split_no_visit([Values] bool isTold)
    {
        var kills = ChaosSettings.Kills;
        var seed = ChaosSettings.NewSeed();
        await ChaosSettings.AvoidMidnightAsync(TimeSpan.FromSeconds(60 + (3 * kills)));
        var data = KeptSeyr.NewData();
        await using var seyr = await KeptSeyr.NewAsync(data);
        await using var load = new VisitorLoad(seed, seyr.Address) { Keys = isTold ? seyr.Keys : null };
        var begin = TimeProvider.System.GetTimestamp();
        load.Go();
        await KillLoop.RunAsync(seyr, load, seed, kills);
        await seyr.StartAsync();
        await load.PauseAsync();
        await seyr.SettledBooksAsync();
        await seyr.StopAsync();

        var stored = await StoredEvents.ReadAsync(AskProgram.Of(data));
        ChaosSettings.Say($"{kills} kills in {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:0} s; {load.Acknowledged} acknowledged, {load.Broken} without an answer, "
            + $"{stored.Rows.Count} stored, {load.People.Count()} visitors, {SpoolFile.Damaged(seyr.Spool).Length} segments set aside");
        var verdict = await new Verdict(seed, load.People, stored).Events().Visits().Days().QuotaAsync(data);
        Assert.That(verdict.Wrong, Is.Empty);
        Assert.That(load.Wrong, Is.Empty);
        Assert.That(SpoolFile.Damaged(seyr.Spool), Is.Empty, "a kill damages no segment");
        Assert.That(load.Acknowledged, Is.GreaterThan(kills * 10), "there was a load");
        Directory.Delete(data, recursive: true);
    }
}
