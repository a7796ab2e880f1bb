using Microsoft.AspNetCore.DataProtection;
using Seyr.Billing;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>How many sites and people a plan is for.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
internal sealed class PlanRoomTests(RelationalKind kind)
{
    private BillingWorld world = null!;
    private Site site = null!;
    private long ann;

    [SetUp]
    public async Task Start()
    {
        world = await BillingWorld.StartAsync(kind);
        site = await world.SiteAsync("ann.test");
        ann = (await new Users(world.Database.Store, new Throttle(world.Clock), world.Clock).FindAsync("ann@ann.test", CancellationToken.None))!.Value;
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    [Test]
    public async Task The_last_place_for_a_site_is_had_once_and_a_better_plan_has_more()
    {
        world.Options.FreePlan()!.Sites = 3;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => AddAsync($"s{i}.test")));
        Assert.That(answers.Count(static answer => answer is null), Is.EqualTo(2));
        Assert.That(answers.Where(static answer => answer is not null).Distinct(), Is.EqualTo(new[]
        {
            "The plan Free is for 3 sites. For more, the organisation's owner chooses another plan under Plan and payments.",
        }));
        Assert.That(await world.CountAsync("select count(*) from sites"), Is.EqualTo(3));

        world.Options.Plans[1].Sites = 4;
        await PayAsync();
        Assert.That(await AddAsync("four.test"), Is.Null);
        Assert.That(await AddAsync("five.test"), Is.EqualTo("The plan Starter is for 4 sites. For more, the organisation's owner chooses another plan under Plan and payments."));
    }

    [Test]
    public async Task What_is_there_stays_when_the_plan_is_for_less()
    {
        Assert.That((await AddAsync("two.test"), await AddAsync("three.test")), Is.EqualTo(((string?)null, (string?)null)), "no limit");
        world.Options.FreePlan()!.Sites = 1;
        Assert.That(await AddAsync("four.test"), Does.StartWith("The plan Free is for 1 site. "));
        Assert.That(await world.CountAsync("select count(*) from sites"), Is.EqualTo(3));
    }

    [Test]
    public async Task The_last_place_for_somebody_is_had_once_whoever_is_invited_included()
    {
        world.Options.FreePlan()!.Members = 3;
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => InviteAsync($"p{i}@test.test")));
        Assert.That(answers.Count(static answer => answer is null), Is.EqualTo(2));
        Assert.That(answers.First(static answer => answer is not null), Is.EqualTo(
            "The plan Free is for 3 members, guests and whoever is invited included. For more, the organisation's owner chooses another plan under Plan and payments."));
        var invited = (await world.ListAsync<string>("select email from invitations")).First();
        Assert.That(await InviteAsync(invited), Is.Null, "who is invited has a place already");
        Assert.That(await InviteAsync(invited, site.Domain), Is.Null, "also to a site");
    }

    [Test]
    public async Task Whoever_accepts_when_the_plan_has_become_smaller_is_told_and_may_again_when_there_is_room()
    {
        await InviteAsync("bob@test.test");
        var letter = (await world.LettersAsync()).Single();
        var token = letter[(letter.IndexOf("/invitations/", StringComparison.Ordinal) + 13)..].Split('\r', '\n', '"', ' ', '<')[0];
        world.Options.FreePlan()!.Members = 1;
        Assert.That(await AcceptAsync(token), Does.StartWith("The plan Free is for 1 member, "));
        world.Options.FreePlan()!.Members = 2;
        Assert.That(await AcceptAsync(token), Is.Empty);
        Assert.That(await world.CountAsync("select count(*) from members"), Is.EqualTo(2));
    }

    private Task<string?> AddAsync(string domain)
    {
        var users = new Users(world.Database.Store, new Throttle(world.Clock), world.Clock);
        var directory = new SiteDirectory(world.Database.Store, world.SiteOptions, world.Clock);
        return new Provisioning(world.Database.Store, users, directory, world.SiteOptions, world.Clock).AddSiteAsync(ann, domain, "Etc/UTC", CancellationToken.None);
    }

    private Invitations Invitations => new(world.Database.Store, world.Outbox, new Users(world.Database.Store, new Throttle(world.Clock), world.Clock), world.SiteOptions, world.Clock);

    private async Task<string?> InviteAsync(string email, string domain = "")
    {
        var organisations = new Organisations(
            world.Database.Store, new TwoFactor(world.Database.Store, new EphemeralDataProtectionProvider(), world.Clock), world.SiteOptions);
        var organisation = await organisations.FindAsync(ann, site.OrganisationId, Role.Owner, CancellationToken.None);
        return await Invitations.InviteAsync(ann, "ann@ann.test", organisation!, email, Role.Viewer, domain, CancellationToken.None);
    }

    private async Task<string?> AcceptAsync(string token)
    {
        await using var connection = await world.Database.Store.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var users = new Users(world.Database.Store, new Throttle(world.Clock), world.Clock);
        var answer = await Invitations.AcceptAsync(transaction, token, await users.AddAsync(transaction, "bob@test.test", "none"));
        if (answer is "")
        {
            await transaction.CommitAsync();
        }

        return answer;
    }

    private async Task PayAsync()
    {
        var order = await world.OrderAsync(site.OrganisationId);
        world.Attempt(order, "VALID");
        await world.SettleAsync(order);
        Assert.That(await world.StatusAsync(order), Is.EqualTo(OrderStatus.Paid));
    }
}
