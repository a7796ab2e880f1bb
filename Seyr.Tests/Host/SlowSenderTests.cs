using System.Diagnostics;
using System.Globalization;
using System.Net;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>Ten thousand connections that say nothing, and hundreds that say a byte a second: all others are served as before.</summary>
[Category("Published")]
[NonParallelizable]
internal sealed class SlowSenderTests : ServerFixture
{
    private const int Idle = 10_000;
    private const int SlowOfEachKind = 200;

    /// <summary>The field's advice is half a minute; the rest is for the server's clock and a busy machine.</summary>
    private static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(35);

    /// <summary>
    /// How much longer requests may take beside them, in the best of some rounds. Measured: 0.8 to 1.3. Machines that run
    /// tests are noisy, the slowest hundredth most of all; a server that looked at every connection would be past both.
    /// </summary>
    private const double MaxMedianRatio = 4;
    private const double MaxSlowestRatio = 10;

    /// <summary>Measured: 4 to 8 with buffers and garbage.</summary>
    private const int MaxKilobytesEach = 24;

    private const int Rounds = 6;
    private const int RequestsARound = 600;
    private const string Begin = "POST /i HTTP/1.1\r\nHost: x\r\n";

    [Test]
    public async Task Others_are_served_as_before_and_the_slow_are_cut()
    {
        var files = ProcessFiles.Limit(Environment.ProcessId, "Max open files").Soft;
        Assert.That(files == "unlimited" || int.Parse(files, CultureInfo.InvariantCulture) > Idle + 3_000, Is.True, $"ulimit -n is {files}: too few for this test");
        using var ann = await SignedInAsync("ann");
        await MeasureAsync();
        var (median, slowest) = await MeasureAsync();
        var memory = ProcessFiles.ResidentKilobytes(Seyr.Id);

        var idle = await SlowSender.OpenAsync(Seyr.Address.Port, Idle);
        var slow = await SlowSender.OpenAsync(Seyr.Address.Port, SlowOfEachKind, Begin + "X-Slow: ");
        slow.AddRange(await SlowSender.OpenAsync(Seyr.Address.Port, SlowOfEachKind, Begin + "Content-Length: 60000\r\n\r\n{"));
        slow.AddRange(await SlowSender.OpenAsync(Seyr.Address.Port, SlowOfEachKind, Begin + "Transfer-Encoding: chunked\r\n\r\nff\r\n{"));
        using var patience = new CancellationTokenSource(CutWithin + CutWithin);
        var cuts = Task.WhenAll(slow.Select(sender => Task.Run(() => sender.DripAsync(patience.Token))));
        var (medianBeside, slowestBeside) = await MeasureAsync();
        Assert.That((await ann.GetAsync("/sites/ann.test")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "the owner sees the page");
        var taken = (ProcessFiles.ResidentKilobytes(Seyr.Id) - memory) / Idle;
        TestContext.Out.WriteLine($"median {median:F3} → {medianBeside:F3} ms, slowest 1% {slowest:F3} → {slowestBeside:F3} ms, {taken} KB a connection");

        var times = await cuts;
        Assert.Multiple(() =>
        {
            Assert.That(medianBeside / median, Is.LessThan(MaxMedianRatio), "median");
            Assert.That(slowestBeside / slowest, Is.LessThan(MaxSlowestRatio), "slowest hundredth");
            Assert.That(taken, Is.LessThan(MaxKilobytesEach), "KB a connection");
            Assert.That(times.Max(), Is.LessThan(CutWithin));
            Assert.That(idle.Count(static sender => sender.IsOpen), Is.EqualTo(Idle), "a proxy keeps connections in store, and may");
            Assert.That(Seyr.Log, Does.Not.Contain("xception").And.Not.Contain("fail:").And.Not.Contain("warn:"));
        });
        idle.ForEach(static sender => sender.Dispose());
        slow.ForEach(static sender => sender.Dispose());
    }

    [Test]
    public async Task A_body_that_would_take_a_minute_is_not_waited_for()
    {
        // Five times as fast as Kestrel's own least rate.
        using var sender = await SlowSender.OpenAsync(Seyr.Address.Port, Begin + "Content-Length: 65536\r\n\r\n");
        using var patience = new CancellationTokenSource(CutWithin + CutWithin);
        var watch = Stopwatch.StartNew();
        var end = sender.ReadToEndAsync(patience.Token);
        while (!end.IsCompleted)
        {
            await sender.SendAsync(new byte[120], patience.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            await Task.WhenAny(end, Task.Delay(100, patience.Token));
        }

        Assert.That(watch.Elapsed, Is.LessThan(CutWithin));
    }

    /// <summary>The median and the slowest hundredth, in milliseconds, each of the best of some rounds.</summary>
    private async Task<(double Median, double Slowest)> MeasureAsync()
    {
        var medians = new List<double>();
        var slowest = new List<double>();
        using var visitor = NewVisitor();
        for (var round = 0; round < Rounds; round++)
        {
            var times = new List<double>();
            for (var i = 0; i < RequestsARound; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var answer = await visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/","d":"ann.test"}""");
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            }

            times.Sort();
            medians.Add(times[RequestsARound / 2]);
            slowest.Add(times[RequestsARound * 99 / 100]);
        }

        return (medians.Min(), slowest.Min());
    }
}
