using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;
using Seyr.Sites;
using Seyr.Stats;
using Period = Seyr.Stats.Period;

namespace Seyr.Tests.Stats;

/// <summary>What was chosen on a site's page stands in its address, and is read from it again.</summary>
public sealed class DashboardStateTests
{
    private const string Full = "/x?period=custom&date=2026-01-02&from=2026-02-03&to=2026-03-04&compare=custom&compare_from=2025-01-01&compare_to=2025-02-01&match_weekday=true"
        + "&interval=week&metric=bounce_rate&segment=12-phone-readers&f=is,page,/docs,/blog&f=contains_not,source,x&f=is_not,props:plan,pro&sources=channels&pages=exit&property=plan&funnel=3-buys";

    private static readonly Instant Now = InstantPattern.General.Parse("2026-11-25T10:30:00Z").Value;

    [Test]
    public void An_address_with_every_choice_is_written_as_it_was_read() => Assert.That(Read(Full).Address("/x"), Is.EqualTo(Full));

    [Test]
    public void What_is_as_usual_has_no_field() =>
        Assert.That(Read("/x?period=28d&compare=previous&match_weekday=false&interval=&metric=").Address("/x"), Is.EqualTo("/x"));

    [TestCase("period=28d&segment=phones&metric=nothing&interval=century&compare=maybe&sources=stars&pages=sources&f=is&f=is,page&f=was,page,/&f=is,nothing,x&f=is,props:,x&date=soon&from=0001-01-01&to=9999-12-31")]
    [TestCase("f=&f=,&f=,,&f=,,,&property=&funnel=buys")]
    public void What_is_not_known_is_ignored(string query) => Assert.That(Read("/x?" + query).Address("/x"), Is.EqualTo("/x"));

    [TestCase("/a,b")]
    [TestCase("100%")]
    [TestCase("%2C and %25")]
    [TestCase("")]
    [TestCase("a&f=is,page,/b#c=d+e f")]
    [TestCase("<script>alert(1)</script>")]
    [TestCase("ümläut 日本 😀")]
    [TestCase("two\r\nlines, %0A and %250A")]
    public void A_value_of_any_text_comes_back_as_it_was(string value)
    {
        var state = new DashboardState().With(new FilterTerm(FilterOperator.Is, DimensionKind.Page, [value, "other"])).With(new FilterTerm(FilterOperator.Contains, new Dimension(DimensionKind.Property, "a,b"), [value]));
        var again = Read(state.Address("/x"));
        Assert.That(again.Filters[0].Values, Is.EqualTo(new[] { value, "other" }));
        Assert.That((again.Filters[1].Dimension.Property, again.Filters[1].Values[0]), Is.EqualTo(("a,b", value)));
        Assert.That(again.Address("/x"), Is.EqualTo(state.Address("/x")));
    }

    [Test]
    public void There_are_bounds()
    {
        var many = Read("/x?" + string.Join('&', Enumerable.Range(0, 1_000).Select(static i => $"f=is,page,/{i}")));
        Assert.That(many.Filters, Has.Count.EqualTo(DashboardState.MaxFilters));
        Assert.That(FilterTerm.Read("is,page," + string.Join(',', Enumerable.Range(0, FilterTerm.MaxValues))), Is.Not.Null);
        Assert.That(FilterTerm.Read("is,page," + string.Join(',', Enumerable.Range(0, FilterTerm.MaxValues + 1))), Is.Null);
        Assert.That(FilterTerm.Read("is,page," + new string('x', FilterTerm.MaxLength)), Is.Null);
    }

    [TestCase("period=custom&from=2000-01-01&to=2099-12-31", "custom")]
    [TestCase("period=custom&from=2026-11-25&to=2026-11-20", "custom")]
    [TestCase("period=custom&from=2026-11-25", "28d")]
    [TestCase("period=5000d&date=2000-01-01", "5000d")]
    [TestCase("period=100mo&compare=year&match_weekday=true&date=2000-01-01", "100mo")]
    [TestCase("period=5001d", "28d")]
    [TestCase("period=year&date=2099-12-31&compare=year", "year")]
    [TestCase("period=all&compare=custom&compare_from=2099-12-31&compare_to=2000-01-01", "all")]
    [TestCase("period=<b>", "28d")]
    public void A_period_from_the_world_is_one_that_can_be_asked_about(string query, string expected)
    {
        var viewing = Look(query);
        Assert.That(viewing.Period.Key, Is.EqualTo(expected));
        Assert.That(Period.DateOf(LocalDatePattern.Iso.Format(viewing.Period.First)), Is.Not.Null);
        Assert.That(NodaTime.Period.DaysBetween(viewing.Period.First, viewing.Period.Last), Is.LessThan(Period.MaxDays));
        Assert.That(() => TopBar.Make(viewing, ["ann.test"], 3), Throws.Nothing);
    }

    [TestCase("period=day", "period=day&date=2026-11-24", null)]
    [TestCase("period=day&date=2026-11-24", "period=day&date=2026-11-23", "period=day")]
    [TestCase("period=28d", "date=2026-10-28", null)]
    [TestCase("date=2026-10-28", "date=2026-09-30", "")]
    [TestCase("period=month&date=2026-10-05", "period=month&date=2026-09-05", "period=month&date=2026-11-05")]
    [TestCase("period=6mo", "period=6mo&date=2026-05-25", null)]
    [TestCase("period=custom&from=2026-11-01&to=2026-11-07", "period=custom&from=2026-10-25&to=2026-10-31", "period=custom&from=2026-11-08&to=2026-11-14")]
    [TestCase("period=all", null, null)]
    [TestCase("period=24h", null, null)]
    public void Arrows_lead_to_the_period_before_and_after(string query, string? before, string? after)
    {
        var bar = TopBar.Make(Look(query), [], 0);
        Assert.That((bar.Previous, bar.Next), Is.EqualTo((AddressOf(before), AddressOf(after))));
    }

    [Test]
    public void A_goal_that_is_gone_is_reached_by_nobody()
    {
        var goals = new[] { new Goal(7, "Signup", GoalKind.Event, "Signup") };
        Assert.That(FilterTerm.Read("is,goal,Signup")!.ToFilter(goals).Conditions.Single().Values, Is.EqualTo(new[] { "0" }));
        Assert.That(FilterTerm.Read("is,goal,Gone")!.ToFilter(goals).Conditions.Single().Values, Is.Empty);
        Assert.That(FilterTerm.Read("contains_not,goal,SIGN")!.ToFilter(goals), Is.InstanceOf<Not>());
    }

    [Test]
    public void A_segment_is_asked_by_its_terms_and_those_of_the_address()
    {
        var saved = new SiteSegment { Id = 12, Name = "Phone readers, ümläut!", Terms = FilterTerm.Read("is,device,Mobile")!.Text + "\n" + FilterTerm.Read("is,page,/a%0Ab")!.Text };
        var segment = DashboardSegment.Of(saved);
        Assert.That((segment.Key, NamedKey.IdOf(segment.Key), segment.Terms[1].Values[0]), Is.EqualTo(("12-phone-readers-mlut", 12L, "/a\nb")));
        Assert.That(DashboardSegment.Text(segment.Terms), Is.EqualTo(saved.Terms));
        var viewing = Look("f=is,event,Signup&f=is,device,Mobile") with { Segment = segment };
        Assert.That(viewing.Terms.Select(static term => term.Text), Is.EqualTo(new[] { "is,device,Mobile", "is,page,/a%0Ab", "is,event,Signup" }));
        Assert.That(viewing.Filter!.Conditions.Count(), Is.EqualTo(3));
        Assert.That(viewing.WholeFilter!.Conditions.Count(), Is.EqualTo(2));
    }

    private static string? AddressOf(string? query) => query is null ? null : query.Length == 0 ? "/sites/ann.test" : "/sites/ann.test?" + query;

    private static Viewing Look(string query) =>
        Viewings.Of(
            new Site { Id = 1, Domain = "ann.test", TimeZone = "Etc/UTC" }, "/sites/ann.test", Read("/x?" + query), [], Now, DateTimeZone.Utc, new LocalDate(2026, 1, 1));

    private static DashboardState Read(string address) =>
        DashboardState.Read(new QueryCollection(QueryHelpers.ParseQuery(address[address.IndexOf('?')..])));
}
