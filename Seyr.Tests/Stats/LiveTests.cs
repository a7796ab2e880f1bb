using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>Who watches a site's last half hour is told of what is new, as it comes, and as long as they may see it.</summary>
[Category("Published")]
internal sealed class LiveTests : ServerFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task New_events_are_told_as_they_come()
    {
        using var ann = await SignedInAsync("ann");
        using var answer = await ann.OpenAsync("/sites/ann.test/live");
        Assert.That((answer.Content.Headers.ContentType!.ToString(), answer.Headers.CacheControl!.NoStore), Is.EqualTo(("text/event-stream; charset=utf-8", true)));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.That(await EventAsync(lines), Is.EqualTo("event: here|data: 0 current visitors"));
        for (var round = 1; round <= 2; round++)
        {
            using var visitor = NewVisitor();
            await visitor.SendAsync("""{"n":"pageview","u":"https://ann.test/"}""", Chromium.UserAgent.Replace("140", $"14{round}", StringComparison.Ordinal));
            Assert.That(await EventAsync(lines), Is.EqualTo($"event: here|data: {round} current visitor{(round == 1 ? "" : "s")}"));
            Assert.That(await EventAsync(lines), Is.EqualTo("event: page|data: new"));
        }
    }

    [Test]
    public async Task Nobody_watches_a_site_of_others()
    {
        using var bob = await SignedInAsync("bob");
        Assert.That((int)(await bob.OpenAsync("/sites/ann.test/live")).StatusCode, Is.EqualTo(404));
    }

    private static async Task<string> EventAsync(StreamReader lines)
    {
        var read = new List<string>();
        using var patience = new CancellationTokenSource(Patience);
        while (await lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0 && read.Count > 0)
            {
                return string.Join('|', read);
            }

            if (line.Length > 0 && !line.StartsWith(':'))
            {
                read.Add(line);
            }
        }

        return "the end";
    }
}
