using Microsoft.Extensions.Time.Testing;
using Seyr.Enrichment;

namespace Seyr.Tests.Enrichment;

public sealed class ReferrerSpamTests
{
    private string path = "";

    [SetUp]
    public void Write()
    {
        path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"spam-{Guid.NewGuid():N}.txt");
        File.WriteAllText(path, "# a comment\r\nSpam.example \r\n\r\nother.example");
    }

    [TearDown]
    public void Delete() => File.Delete(path);

    [TestCase("spam.example", true)]
    [TestCase("www.spam.example", true)]
    [TestCase("a.b.other.example", true)]
    [TestCase("nospam.example", false)]
    [TestCase("example", false)]
    [TestCase("spam.example.test", false)]
    [TestCase("# a comment", false)]
    [TestCase("..", false)]
    [TestCase("", false)]
    public void Host_on_the_list_or_below_one_is_spam(string host, bool isSpam) =>
        Assert.That(new ReferrerSpam(path, TimeProvider.System).Contains(host), Is.EqualTo(isSpam));

    [Test]
    public void Without_a_list_nothing_is() => Assert.That(new ReferrerSpam("", TimeProvider.System).Contains("spam.example"), Is.False);

    [Test]
    public void Changed_list_is_read_anew_and_one_that_is_gone_holds_on()
    {
        var clock = new FakeTimeProvider();
        var spam = new ReferrerSpam(path, clock);
        File.WriteAllText(path, "new.example");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.That(spam.Contains("new.example"), Is.False, "not at once");
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.That(() => spam.Contains("new.example"), Is.True.After(5_000, 10));
        Assert.That(spam.Contains("spam.example"), Is.False);

        File.Delete(path);
        clock.Advance(TimeSpan.FromSeconds(11));
        spam.Contains("new.example");
        spam.Look();
        Assert.That(spam.Contains("new.example"), Is.True);
    }
}
