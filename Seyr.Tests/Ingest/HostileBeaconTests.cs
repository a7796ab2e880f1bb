using System.Text;
using Seyr.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What is sent to do harm: it is kept as harmless text within its bounds, or counted and dropped.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class HostileBeaconTests(EventStoreKind kind)
{
    private WayIn way = null!;
    private string site = "";

    [SetUp]
    public async Task Open()
    {
        way = await WayIn.OpenAsync(kind, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        site = await way.AddSiteAsync();
    }

    [TearDown]
    public async Task Close() => await way.DisposeAsync();

    [Test]
    public async Task Markup_and_SQL_are_text()
    {
        const string Bad = "<script>alert('x')</script>";
        await way.SendAsync(
            $$"""{"n":"{{Bad}}","u":"https://{{site}}/{{Bad}}?utm_source={{Bad}}&utm_medium={{Bad}}&utm_term='); drop table events","r":"https://t.example/{{Bad}}","p":{"{{Bad}}":"{{Bad}}"} }""");
        var row = (await way.RowsAsync(site)).Single();
        Assert.Multiple(() =>
        {
            Assert.That((row["name"], row["path"], row["props"]), Is.EqualTo((Bad, $"/{Bad}", $"{Bad}={Bad}")));
            Assert.That((row["source"], row["utm_source"], row["utm_medium"], row["utm_term"]), Is.EqualTo((Bad, Bad, Bad, "'); drop table events")));
            Assert.That(row["referrer"], Is.EqualTo($"t.example/{Bad}"));
        });
    }

    [Test]
    public async Task No_column_has_a_control_character_or_broken_text()
    {
        const string Bad = @"a\u0000b\r\nc\u0085d%00%FF%0Ae";
        await way.SendAsync($$"""{"n":"{{Bad}}","u":"https://h\u0000\u0009{{site}}/{{Bad}}?utm_source={{Bad}}&utm_term={{Bad}}","d":"{{site}}","r":"https://r\u0000.t\n.example/{{Bad}}","p":{"{{Bad}}":"{{Bad}}"} }""");
        await way.SendAsync($$"""{"n":"b","u":"https://{{site}}/","r":"https://r\u0000.t\n.example/{{Bad}}"}""", "8.8.4.4");
        var rows = await way.RowsAsync(site);
        Assert.That(rows, Has.Count.EqualTo(2));
        foreach (var (column, value) in rows.SelectMany(static row => row))
        {
            Assert.That(value.Any(char.IsControl), Is.False, column);
        }

        Assert.That((rows.Single(static row => row["name"] == "b")["source"]), Is.EqualTo("r .t .example"));
    }

    [Test]
    public async Task Long_texts_are_cut_between_two_characters()
    {
        // Odd lengths before letters of three bytes: a cut at a round number falls inside of one.
        var letters = new string('ক', 200);
        foreach (var shift in new[] { "", "x", "xx" })
        {
            way.Clock.Advance(TimeSpan.FromHours(1));
            await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/?utm_campaign={{shift}}{{letters}}&utm_source={{shift}}{{letters}}","r":"https://t.example/{{shift}}{{letters}}"}""");
        }

        var rows = await way.RowsAsync(site);
        foreach (var (column, max) in new[] { ("referrer", 500), ("utm_campaign", 255), ("utm_source", 255), ("source", 100) })
        {
            Assert.That(rows.Select(row => row[column]), Has.All.Not.Contains("\uFFFD"), column);
            Assert.That(rows.Select(row => Encoding.UTF8.GetByteCount(row[column])), Has.All.InRange(max - 2, max), column);
        }
    }

    [Test]
    public async Task Name_of_120_characters_is_kept_whole_in_any_script([Values("n", "ক", "😀")] string letter)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 120));
        await way.SendAsync($$"""{"n":"{{name}}","u":"https://{{site}}/"}""");
        Assert.That((await way.RowsAsync(site)).Single()["name"], Is.EqualTo(name));
    }

    [Test]
    public async Task Largest_beacon_of_all_is_a_row_like_any_other()
    {
        var path = new string('p', 1_900);
        var props = string.Join(',', Enumerable.Range(0, 30).Select(static i => $"\"{i:D70}\":\"{new string('v', 2_000)}\""));
        var body = $$"""{"n":"pageview","u":"https://{{site}}/{{path}}","p":{ {{props}} } }""";
        body += new string(' ', Beacon.MaxBodyBytes - body.Length);
        await way.SendAsync(body);
        await way.SendAsync(body);
        await way.SendAsync(body + " ");

        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(static row => row["props"].Split("; ").Length), Is.EqualTo(new[] { 30, 30 }));
        Assert.That((way.Counters.Accepted, way.Counters.Stored, way.Counters.Refused(Refusal.TooLarge)), Is.EqualTo((2L, 2L, 1L)));
    }

    [Test]
    public async Task Whatever_is_sent_the_books_balance_and_every_accepted_event_is_a_row()
    {
        const int Seed = 20_260_310;
        const int Cases = 4_000;
        var random = new Random(Seed);
        for (var number = 0; number < Cases; number++)
        {
            var body = BeaconBodies.Next(random);
            var text = Encoding.Latin1.GetString(body).Replace("shop.example", site, StringComparison.Ordinal);
            try
            {
                await way.SendAsync(Encoding.Latin1.GetBytes(text));
            }
            catch (Exception e)
            {
                throw new AssertionException($"seed {Seed}, case {number}: {Convert.ToBase64String(body)}", e);
            }
        }

        var rows = await way.RowsAsync(site);
        var counters = way.Counters;
        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Count.EqualTo(counters.Accepted).And.Count.GreaterThan(Cases / 10));
            Assert.That((counters.Stored, counters.Waiting, counters.AllDropped), Is.EqualTo((counters.Accepted, 0L, 0L)));
            Assert.That(counters.Accepted + Enum.GetValues<Refusal>().Sum(counters.Refused), Is.EqualTo(counters.Received));
            // A few of the bodies happen to name several domains, and count for each.
            Assert.That(counters.Received, Is.InRange(Cases, Cases + 20));
            Assert.That(rows.SelectMany(static row => row.Values).Where(static value => value.Any(char.IsControl)), Is.Empty);
            Assert.That(rows.Select(static row => row["name"]), Has.None.Empty);
        });
    }
}
