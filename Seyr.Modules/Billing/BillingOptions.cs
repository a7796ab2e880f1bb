using Seyr.Enrichment;
using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>Plans and how they are paid; every key is explained in <c>seyr.example.json</c>. Without plans there is no billing.</summary>
public sealed class BillingOptions
{
    /// <summary>The provider that takes real money.</summary>
    internal const string SslCommerzName = "sslcommerz";

    /// <summary>The provider of developers, which takes none.</summary>
    internal const string MockName = "mock";

    private const int MaxPlans = 20;
    private const int MaxTrialDays = 365;
    private const int MaxRetention = 120;
    private const int MaxPlaces = 1_000_000;
    private const int MaxNameLength = 40;
    private const int MaxSellerLength = 1_000;

    /// <summary>The plans; empty: billing is off.</summary>
    public IList<PlanOptions> Plans { get; } = [];

    /// <summary>The currency of all prices (ISO 4217).</summary>
    public string Currency { get; set; } = "BDT";

    /// <summary>The least that can be paid at once, as the provider says; upgrades for less are not to be had.</summary>
    public string LeastCharge { get; set; } = "10.00";

    /// <summary>Who takes the money: <c>sslcommerz</c> or <c>mock</c>.</summary>
    public string Provider { get; set; } = SslCommerzName;

    /// <summary>The name of the plan that new organisations have for a while without paying; empty: none.</summary>
    public string Trial { get; set; } = "";

    /// <summary>For how many days from the one on which they were made.</summary>
    public int TrialDays { get; set; } = 30;

    /// <summary>What stands on invoices for whose they are: name, address, tax id, with line breaks.</summary>
    public string Seller { get; set; } = "";

    /// <summary>Who is written to when a payment needs a person; empty: it stands in the log alone.</summary>
    public string AlertTo { get; set; } = "";

    /// <summary>E-mail addresses of those who may see all organisations' payments and give money back, with commas between them; empty: nobody.</summary>
    public string Operators { get; set; } = "";

    /// <summary>The account with SSLCommerz.</summary>
    public SslCommerzOptions SslCommerz { get; set; } = new();

    /// <summary>Whether there is billing.</summary>
    public bool IsOn => Plans.Count > 0;

    /// <summary>What an organisation has that pays for none; null: billing is off.</summary>
    public PlanOptions? FreePlan() => Plans.FirstOrDefault(static plan => plan.PerMonth.Length == 0 && plan.PerYear.Length == 0);

    /// <summary>What is wrong, as "key: what is expected".</summary>
    public IEnumerable<string> Problems() => IsOn ? Own().Concat(Plans.SelectMany(Of)).Concat(Provider == SslCommerzName ? SslCommerz.Problems() : []) : [];

    private IEnumerable<string> Own()
    {
        if (Plans.Count > MaxPlans)
        {
            yield return $"Billing:Plans: up to {MaxPlans}";
        }

        if (Plans.DistinctBy(static plan => plan.Name).Count() < Plans.Count)
        {
            yield return "Billing:Plans: each with a Name of its own";
        }

        if (Plans.Count(static plan => plan.PerMonth.Length == 0 && plan.PerYear.Length == 0) != 1)
        {
            yield return "Billing:Plans: exactly one without a price, for those who pay for none";
        }

        if (Currencies.DigitsOf(Currency) is null)
        {
            yield return "Billing:Currency: a code of ISO 4217 such as BDT";
        }

        if (Amount.Parse(LeastCharge, Currency) is not { Minor: > 0 })
        {
            yield return $"Billing:LeastCharge: an amount of {Currency} above nothing, such as 10.00";
        }

        if (Trial.Length > 0 && Plans.All(plan => plan.Name != Trial))
        {
            yield return "Billing:Trial: the Name of a plan; empty: no trial";
        }

        if (TrialDays is < 1 or > MaxTrialDays)
        {
            yield return $"Billing:TrialDays: 1 to {MaxTrialDays}";
        }

        if (Provider is not (SslCommerzName or MockName))
        {
            yield return $"Billing:Provider: {SslCommerzName} or {MockName}";
        }

        if (Seller.Length is 0 or > MaxSellerLength)
        {
            yield return $"Billing:Seller: what invoices say of who sells, up to {MaxSellerLength} characters";
        }

        if (AlertTo.Length > 0 && Identity.Users.EmailProblem(AlertTo) is not null)
        {
            yield return "Billing:AlertTo: an e-mail address";
        }

        if (OperatorPages.Split(Operators).Any(static email => Identity.Users.EmailProblem(email) is not null))
        {
            yield return "Billing:Operators: e-mail addresses with commas between them";
        }
    }

    private IEnumerable<string> Of(PlanOptions plan, int index)
    {
        var key = $"Billing:Plans:{index}:";
        if (plan.Name.Length is 0 or > MaxNameLength || !plan.Name.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            yield return $"{key}Name: 1 to {MaxNameLength} small letters, digits and hyphens";
        }

        if (plan.Title.Trim().Length is 0 or > MaxNameLength)
        {
            yield return $"{key}Title: 1 to {MaxNameLength} characters";
        }

        if (OrganisationQuota.LimitProblem(plan.MonthlyEvents) is { } limit)
        {
            yield return $"{key}MonthlyEvents: {limit}";
        }

        if (OrganisationQuota.ModeProblem(plan.Quota) is { } mode)
        {
            yield return $"{key}Quota: {mode}";
        }

        foreach (var (name, number) in new[] { ("Sites", plan.Sites), ("Members", plan.Members) })
        {
            if (number is < 0 or > MaxPlaces)
            {
                yield return $"{key}{name}: 0 (no limit) to {MaxPlaces}";
            }
        }

        if (plan.RetentionMonths is < 0 or > MaxRetention)
        {
            yield return $"{key}RetentionMonths: 0 (as long as the server keeps any) to {MaxRetention}";
        }

        foreach (var (name, price) in new[] { ("PerMonth", plan.PerMonth), ("PerYear", plan.PerYear) })
        {
            if (price.Length > 0 && Amount.Parse(price, Currency) is not { Minor: > 0 })
            {
                yield return $"{key}{name}: an amount of {Currency} above nothing, such as 990.00, exact to its minor unit; empty: not sold";
            }
        }
    }
}
