using Seyr.Tests.Chaos;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>The operator's databases and client hints in the published program: native code decodes them by what was generated.</summary>
[Category("Published")]
internal sealed class PublishedPlacesTests : ServerFixture
{
    private readonly TestDatabases databases = TestDatabases.New();

    [Test]
    public async Task Visit_has_its_region_its_city_and_its_real_browser()
    {
        using var visitor = NewVisitor();
        foreach (var address in new[] { "8.8.8.8", "81.2.69.142", "103.4.145.245" })
        {
            await visitor.SendAsync(
                """{"n":"pageview","u":"https://ann.test/","d":"ann.test"}""", Agent, ("X-Forwarded-For", address), ("Sec-CH-UA", "\"Brave\";v=\"131\", \"Chromium\";v=\"131\""),
                ("Sec-CH-UA-Platform", "\"Windows\""), ("Sec-CH-UA-Platform-Version", "\"15.0.0\""), ("Sec-CH-UA-Mobile", "?0"));
        }

        var counters = await SettledCountersAsync(visitor);
        Assert.That(counters["seyr_events_stored_total"], Is.EqualTo(3));
        Assert.That(await Seyr.StopAsync(), Is.Zero);
        var rows = await AskProgram.Of(Data)("select concatWithSeparator(' ', country, region, city, browser, system, system_version) from events order by country");
        Assert.That(rows, Is.EqualTo(new[] { "BD   Brave Windows 11", "GB England London Brave Windows 11", "US US-CA Mountain View Brave Windows 11" }));
        Assert.That(Seyr.Log, Does.Not.Contain("can't be used"));
        Assert.That(Directory.GetFiles(Data, "*.mmdb"), Is.Empty, "the copies have no names");
    }

    protected override void Configure(Dictionary<string, string> settings)
    {
        settings["TrustedProxies"] = "127.0.0.1";
        settings["Ingest__CityDatabase"] = databases.Cities;
        settings["Ingest__AsnDatabase"] = databases.Networks;
        settings["Ingest__DatacentreAsnList"] = databases.Numbers;
    }

    private static string Agent => Enrichment.UserAgents.Visitors[0].Text;
}
