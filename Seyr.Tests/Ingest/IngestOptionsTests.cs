using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class IngestOptionsTests
{
    [Test]
    public void Defaults_have_no_problem() => Assert.That(new IngestOptions().Problems(), Is.Empty);

    [TestCase("00:00:00.05", 1, 16, 1_000)]
    [TestCase("00:01:00", 1_000_000, 1_000_000, 100_000_000)]
    public void Bounds_themselves_are_allowed(string interval, int events, int megabytes, int visits) => Assert.That(Problems(interval, events, megabytes, visits), Is.Empty);

    [TestCase("00:00:00.049", 0, 15, 999)]
    [TestCase("00:01:00.001", 1_000_001, 1_000_001, 100_000_001)]
    [TestCase("-00:00:01", -1, -1, -1)]
    public void What_is_beyond_its_bounds_is_named_by_its_key(string interval, int events, int megabytes, int visits) =>
        Assert.That(
            Problems(interval, events, megabytes, visits).Select(static problem => problem.Split(": ")[0]),
            Is.EqualTo(new[] { "Ingest:FlushInterval", "Ingest:FlushEvents", "Ingest:MaxWaitingMegabytes", "Ingest:MaxVisits" }));

    [TestCase(0, "soft")]
    [TestCase(1_000_000_000_000, "block")]
    public void A_quota_has_a_limit_and_a_mode(long limit, string mode) => Assert.That(new IngestOptions { MonthlyEvents = limit, Quota = mode }.Problems(), Is.Empty);

    [TestCase(-1, "")]
    [TestCase(1_000_000_000_001, "Soft")]
    public void What_is_no_quota_is_named_by_its_key(long limit, string mode) =>
        Assert.That(
            new IngestOptions { MonthlyEvents = limit, Quota = mode }.Problems().Select(static problem => problem.Split(": ")[0]),
            Is.EqualTo(new[] { "Ingest:MonthlyEvents", "Ingest:Quota" }));

    [Test]
    public void File_that_is_not_there_is_named_by_its_key_and_two_go_together()
    {
        var here = typeof(IngestOptionsTests).Assembly.Location;
        var missing = new IngestOptions { ReferrerSpamList = "/no/list", CityDatabase = $"{here}; /no/cities.mmdb", AsnDatabase = "/no/networks.mmdb", DatacentreAsnList = "/no/numbers" };
        Assert.That(
            missing.Problems().Select(static problem => problem.Split(": ")[0]),
            Is.EqualTo(new[] { "Ingest:ReferrerSpamList", "Ingest:CityDatabase", "Ingest:AsnDatabase", "Ingest:DatacentreAsnList" }));
        Assert.That(new IngestOptions { CityDatabase = $"{here};{here}", AsnDatabase = here, DatacentreAsnList = here }.Problems(), Is.Empty);
        Assert.That(new IngestOptions { AsnDatabase = here }.Problems(), Has.One.EqualTo("Ingest:AsnDatabase, Ingest:DatacentreAsnList: both or neither"));
        Assert.That(new IngestOptions { DatacentreAsnList = here }.Problems(), Has.One.Contains("both or neither"));
    }

    private static IEnumerable<string> Problems(string interval, int events, int megabytes, int visits) => new IngestOptions
    {
        FlushInterval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture), FlushEvents = events, MaxWaitingMegabytes = megabytes, MaxVisits = visits,
    }.Problems();
}
