using System.Text;
using Seyr.Enrichment;
using Seyr.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What events earn, from the beacon to the sums in the store.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class RevenueTests(EventStoreKind kind)
{
    private WayIn way = null!;
    private string site = "";

    [OneTimeSetUp]
    public async Task Open() => way = await WayIn.OpenAsync(kind, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    [OneTimeTearDown]
    public async Task Close() => await way.DisposeAsync();

    [SetUp]
    public async Task AddSite() => site = await way.AddSiteAsync();

    [TestCase("10", "10.000")]
    [TestCase("\"10.00\"", "10.000")]
    [TestCase("29.95", "29.950")]
    [TestCase("0.1", "0.100")]
    [TestCase("0.30000000000000004", "0.300")]
    [TestCase("12.3456", "12.346")]
    [TestCase("-0.0005", "-0.001")]
    [TestCase("\"+7\"", "7.000")]
    [TestCase("-1299.5", "-1299.500")]
    [TestCase("0", "0.000")]
    [TestCase("999999999999999.999", "999999999999999.999")]
    public async Task Amount_is_kept_to_a_thousandth(string amount, string stored)
    {
        await SendAsync($$""" "revenue":{"amount":{{amount}},"currency":"BDT"} """);
        Assert.That(await StoredAsync(), Is.EqualTo($"{stored} BDT"));
    }

    [TestCase(""" {"amount":10} """)]
    [TestCase(""" {"currency":"EUR"} """)]
    [TestCase(""" {"amount":10,"currency":"EURO"} """)]
    [TestCase(""" {"amount":10,"currency":"XYZ"} """)]
    [TestCase(""" {"amount":10,"currency":"[[["} """)]
    [TestCase(""" {"amount":10,"currency":978} """)]
    [TestCase(""" {"amount":"1,299.00","currency":"EUR"} """)]
    [TestCase(""" {"amount":"ten","currency":"EUR"} """)]
    [TestCase(""" {"amount":"","currency":"EUR"} """)]
    [TestCase(""" {"amount":"-","currency":"EUR"} """)]
    [TestCase(""" {"amount":"1.","currency":"EUR"} """)]
    [TestCase(""" {"amount":".5","currency":"EUR"} """)]
    [TestCase(""" {"amount":1e3,"currency":"EUR"} """)]
    [TestCase(""" {"amount":1000000000000000,"currency":"EUR"} """)]
    [TestCase(""" {"amount":999999999999999.9995,"currency":"EUR"} """)]
    [TestCase(""" {"amount":99999999999999999999999999999999999999,"currency":"EUR"} """)]
    [TestCase(""" {"amount":[1],"currency":{"a":"EUR"}} """)]
    [TestCase(""" [10,"EUR"] """)]
    [TestCase(""" "10 EUR" """)]
    [TestCase(" null ")]
    [TestCase(" 10 ")]
    public async Task Bad_revenue_is_dropped_and_its_event_kept(string revenue)
    {
        await SendAsync($$""" "$":{{revenue}} """);
        Assert.That(await StoredAsync(), Is.EqualTo("0.000 "));
    }

    [TestCase("pageview")]
    [TestCase("engagement")]
    public async Task Only_custom_events_earn(string name)
    {
        await way.SendAsync($$"""{"n":"pageview","u":"https://{{site}}/"}""");
        await way.SendAsync($$$"""{"n":"{{{name}}}","u":"https://{{{site}}}/","e":1,"$":{"amount":10,"currency":"EUR"}}""");
        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(static row => (row["revenue"], row["currency"])), Is.EqualTo(new[] { ("0.000", ""), ("0.000", "") }));
    }

    [Test]
    public async Task Sums_are_exact_and_what_comes_after_the_columns_is_in_its_place()
    {
        for (var i = 0; i < 10; i++)
        {
            await SendAsync(""" "p":{"plan":"pro"},"$":{"currency":"eur","other":[{}],"amount":"0.1"} """);
        }

        var rows = await way.RowsAsync(site);
        Assert.That(rows.Select(static row => (row["props"], row["hostname"], row["path"], row["currency"])).Distinct(), Is.EqualTo(new[] { ("plan=pro", site, "/buy", "EUR") }));
        var sums = await way.Store.QueryAsync(
            "select toString(sum(revenue)) from events where site_id = {site:UInt32}", [new("site", rows[0]["site_id"])], static row => row.GetString(0), CancellationToken.None);
        Assert.That(sums.Single(), Is.EqualTo("1"));
    }

    [Test]
    public async Task Visits_are_taken_up_again_behind_rows_with_revenue()
    {
        await SendAsync(""" "$":{"currency":"EUR","amount":5} """);
        await way.RestartAsync();
        await SendAsync(""" "x":1 """);
        Assert.That((await way.RowsAsync(site)).Select(static row => row["visits"]), Is.EquivalentTo(new[] { "1", "0" }));
    }

    [Test]
    public void Currencies_are_those_of_the_world()
    {
        string[] some = ["EUR", "USD", "BDT", "GBP", "JPY", "KWD", "INR", "CHF", "usd"];
        Assert.That(some.Where(static code => !Currencies.TryRead(Encoding.UTF8.GetBytes(code), new byte[3])), Is.Empty);
        string[] none = ["", "E", "EU", "EURO", "AAA", "ZZZ", "E R", "ÉU", "\0\0\0", "123"];
        Assert.That(none.Where(static code => Currencies.TryRead(Encoding.UTF8.GetBytes(code), new byte[3])), Is.Empty);
    }

    private Task SendAsync(string fields) => way.SendAsync($$"""{"n":"Purchase","u":"https://{{site}}/buy",{{fields}}}""");

    private async Task<string> StoredAsync()
    {
        var row = (await way.RowsAsync(site)).Single();
        return $"{row["revenue"]} {row["currency"]}";
    }
}
