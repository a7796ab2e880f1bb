using Seyr.Billing;
using Seyr.Host;
using Seyr.Storage;

namespace Seyr.Tests.Billing;

public sealed class BillingOptionsTests
{
    /// <summary>A configuration that is right.</summary>
    internal static BillingOptions Right() => new()
    {
        Seller = "Seyr Ltd\nDhaka",
        Plans =
        {
            new PlanOptions { Name = "free", Title = "Free", MonthlyEvents = 1_000, Quota = "block" },
            new PlanOptions { Name = "starter", Title = "Starter", MonthlyEvents = 100_000, Quota = "soft", PerMonth = "990.00", PerYear = "9900" },
            new PlanOptions { Name = "pro", Title = "Pro", MonthlyEvents = 1_000_000, Quota = "block", PerMonth = "2990.50" },
        },
        SslCommerz = { StoreId = "store", StorePassword = "not-to-be-told" },
    };

    [Test]
    public void Without_plans_there_is_no_billing_and_nothing_to_be_wrong()
    {
        var off = new BillingOptions { Currency = "?" };
        Assert.That(off.IsOn, Is.False);
        Assert.That(off.Problems(), Is.Empty);
    }

    [Test]
    public void Plans_are_what_the_configuration_says()
    {
        var options = Right();
        var plans = new Plans(options);
        Assert.That(options.Problems(), Is.Empty);
        Assert.That((plans.Free.Name, plans.All.Count), Is.EqualTo(("free", 3)));
        Assert.That(plans.Find("starter"), Is.EqualTo(new Plan("starter", "Starter", 100_000, "soft", new Amount(99_000, "BDT"), new Amount(990_000, "BDT"))));
        Assert.That((plans.Find("pro")!.Price(Term.Month), plans.Find("pro")!.Price(Term.Year), plans.Find("nothing")), Is.EqualTo((new Amount(299_050, "BDT"), (Amount?)null, (Plan?)null)));
    }

    [Test]
    public void Plans_are_read_from_the_file_and_what_is_wrong_stops_the_start()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"billing-{Guid.NewGuid():N}.json");
        const string right = """
            { "PublicUrl": "https://stats.test", "Billing": { "Provider": "mock", "Seller": "Seyr", "Plans": [
              { "Name": "free", "Title": "Free", "MonthlyEvents": 10000, "Quota": "block" },
              { "Name": "starter", "Title": "Starter", "MonthlyEvents": 100000, "PerMonth": "990.00", "PerYear": "9900.00" } ] } }
            """;
        File.WriteAllText(file, right);
        var read = Configuration.Read(file);
        Assert.That(read.Billing.Plans.Select(static plan => (plan.Name, plan.MonthlyEvents, plan.PerMonth)), Is.EqualTo(new[] { ("free", 10_000L, ""), ("starter", 100_000L, "990.00") }));
        File.WriteAllText(file, right.Replace("990.00", "990.001", StringComparison.Ordinal));
        Assert.That(Assert.Throws<StartException>(() => Configuration.Read(file))!.Message, Does.Contain("Billing:Plans:1:PerMonth"));
        File.WriteAllText(file, right.Replace("https://stats.test", "", StringComparison.Ordinal));
        Assert.That(Assert.Throws<StartException>(() => Configuration.Read(file))!.Message, Does.Contain("PublicUrl"));
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("Billing:Currency", static options => options.Currency = "TAKA");
        yield return Case("Billing:Provider", static options => options.Provider = "cash");
        yield return Case("Billing:Seller", static options => options.Seller = "");
        yield return Case("Billing:Trial", static options => options.Trial = "none");
        yield return Case("Billing:TrialDays", static options => options.TrialDays = 0);
        yield return Case("Billing:AlertTo", static options => options.AlertTo = "nobody");
        yield return Case("Billing:Operators", static options => options.Operators = "ann@ann.test, nobody");
        yield return Case("Billing:SslCommerz:StoreId", static options => options.SslCommerz.StoreId = "");
        yield return Case("Billing:SslCommerz:StorePassword", static options => options.SslCommerz.StorePassword = "");
        yield return Case("Billing:SslCommerz:Address", static options => options.SslCommerz.Address = "http://gateway.example");
        yield return Case("Billing:Plans: exactly one", static options => options.Plans.RemoveAt(0));
        yield return Case("Billing:Plans: each", static options => options.Plans[2].Name = "starter");
        yield return Case("Billing:Plans:1:Name", static options => options.Plans[1].Name = "Starter!");
        yield return Case("Billing:Plans:1:Title", static options => options.Plans[1].Title = " ");
        yield return Case("Billing:Plans:1:MonthlyEvents", static options => options.Plans[1].MonthlyEvents = -1);
        yield return Case("Billing:Plans:1:Quota", static options => options.Plans[1].Quota = "hard");
        yield return Case("Billing:Plans:1:PerMonth", static options => options.Plans[1].PerMonth = "9.999");
        yield return Case("Billing:Plans:1:PerYear", static options => options.Plans[1].PerYear = "0.00");

        static TestCaseData Case(string key, Action<BillingOptions> change) => new TestCaseData(key, change).SetArgDisplayNames(key);
    }

    [TestCaseSource(nameof(Wrong))]
    public void What_is_wrong_is_named_by_its_key_and_no_secret_with_it(string key, Action<BillingOptions> change)
    {
        var options = Right();
        change(options);
        Assert.That(options.Problems().First(), Does.StartWith(key));
        Assert.That(options.Problems(), Has.None.Contains("not-to-be-told"));
    }
}
