using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Seyr.Sites;

/// <summary>Goals, funnels and shared links of sites, for programs.</summary>
internal sealed class SitePartsApi(SiteList sites, SiteGoals goals, SiteFunnels funnels, SharedLinks links, Segments segments, SitesOptions options, TimeProvider clock)
{
    public static readonly string[] GoalFields = [GoalPages.Name, GoalPages.Kind, GoalPages.Target, GoalPages.Depth];
    public static readonly string[] FunnelFields = [GoalPages.Name, Goals];
    public static readonly string[] LinkFields =
        [SharedLinkTerms.NameField, SharedLinkTerms.PasswordField, SharedLinkTerms.HostsField, SharedLinkTerms.UntilField, SharedLinkTerms.SegmentField];

    private const string Goals = "goals";

    private static readonly string NoFunnel = $"{SiteFunnels.MinSteps} to {SiteFunnels.MaxSteps} of the site's goals, under a name that no other funnel has.";

    public Task GoalsAsync(ApiCall call) => OfSiteAsync(call, async site =>
        await call.AnswerAsync(Goals, await goals.OfAsync(site.Id, call.Cancel), static (json, goal) =>
        {
            json.WriteNumber("id", goal.Id);
            json.WriteString(GoalPages.Name, goal.Name);
            json.WriteString(GoalPages.Kind, goal.Kind);
            json.WriteString(GoalPages.Target, goal.Target);
            json.WriteNumber(GoalPages.Depth, goal.Depth);
        }));

    public Task AddGoalAsync(ApiCall call) => OfSiteAsync(call, async site =>
    {
        var (body, depth) = (call.Body, call.Body.Number(GoalPages.Depth));
        var (kind, target) = (body.Text(GoalPages.Kind), body.Text(GoalPages.Target));
        var goal = new SiteGoal { SiteId = site.Id, Kind = kind, Target = target, Name = body.Text(GoalPages.Name, GoalPages.NameOf(kind, target, depth)), Depth = depth };
        if (SiteGoals.ProblemOf(goal) is var (field, problem))
        {
            body.Refuse(field, problem);
        }

        await MadeAsync(call, () => goals.AddAsync(goal, call.Cancel), GoalPages.Name, GoalPages.Taken);
    });

    public Task RemoveGoalAsync(ApiCall call) => OfSiteAsync(call, async site =>
        await call.DoneAsync(await goals.RemoveAsync(site.Id, call.Id, call.Cancel), "The site has no such goal."));

    public Task FunnelsAsync(ApiCall call) => OfSiteAsync(call, async site =>
        await call.AnswerAsync("funnels", await funnels.OfAsync(site.Id, call.Cancel), static (json, funnel) =>
        {
            json.WriteNumber("id", funnel.Id);
            json.WriteString(GoalPages.Name, funnel.Name);
            json.WriteStartArray(Goals);
            foreach (var step in funnel.Steps)
            {
                json.WriteNumberValue(step.Id);
            }

            json.WriteEndArray();
        }));

    public Task AddFunnelAsync(ApiCall call) => OfSiteAsync(call, async site =>
    {
        var (name, steps) = (call.Body.Text(GoalPages.Name), call.Body.Numbers(Goals));
        await MadeAsync(call, () => funnels.AddAsync(site.Id, name, steps, call.Cancel), Goals, NoFunnel);
    });

    public Task SaveFunnelAsync(ApiCall call) => OfSiteAsync(call, async site =>
    {
        var (name, steps) = (call.Body.Text(GoalPages.Name), call.Body.Numbers(Goals));
        if ((await funnels.OfAsync(site.Id, call.Cancel)).All(funnel => funnel.Id != call.Id))
        {
            await call.DoneAsync(false, "The site has no such funnel.");
        }
        else if (call.Body.Problem is null && await funnels.SaveAsync(site.Id, call.Id, name, steps, call.Cancel))
        {
            await call.DoneAsync(true, "");
        }
        else
        {
            call.Body.Refuse(Goals, NoFunnel);
            await call.RefuseAsync();
        }
    });

    public Task RemoveFunnelAsync(ApiCall call) => OfSiteAsync(call, async site =>
        await call.DoneAsync(await funnels.RemoveAsync(site.Id, call.Id, call.Cancel), "The site has no such funnel."));

    public Task LinksAsync(ApiCall call) => OfSiteAsync(call, async site =>
        await call.AnswerAsync("links", await links.OfAsync(site, call.Cancel), static (json, link) =>
        {
            json.WriteNumber("id", link.Id);
            json.WriteString(SharedLinkTerms.NameField, link.Name);
            json.WriteBoolean("has_password", link.PasswordHash is not null);
            json.WriteString(SharedLinkTerms.HostsField, link.EmbedHosts);
            json.WriteString(SharedLinkTerms.UntilField, link.LastDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (link.SegmentId is { } segment)
            {
                json.WriteNumber(SharedLinkTerms.SegmentField, segment);
            }
            else
            {
                json.WriteNull(SharedLinkTerms.SegmentField);
            }
        }));

    /// <summary>The segments that are everybody's.</summary>
    public Task SegmentsAsync(ApiCall call) => OfSiteAsync(call, async site =>
        await call.AnswerAsync("segments", await segments.OfAsync(site, 0, call.Cancel), static (json, segment) =>
        {
            json.WriteNumber("id", segment.Id);
            json.WriteString("name", segment.Name);
            json.WriteStartArray("filters");
            foreach (var term in segment.Terms.Split('\n'))
            {
                json.WriteStringValue(term);
            }

            json.WriteEndArray();
        }));

    public Task AddLinkAsync(ApiCall call) => OfSiteAsync(call, async site =>
    {
        var body = call.Body;
        var terms = new SharedLinkTerms(
            body.Text(SharedLinkTerms.NameField), body.Text(SharedLinkTerms.PasswordField), body.Lines(SharedLinkTerms.HostsField), body.Text(SharedLinkTerms.UntilField),
            body.Has(SharedLinkTerms.SegmentField) ? body.Number(SharedLinkTerms.SegmentField).ToString(CultureInfo.InvariantCulture) : "");
        foreach (var (field, problem) in terms.Problems(clock.GetUtcNow()))
        {
            body.Refuse(field, problem);
        }

        if (await links.SegmentProblemAsync(site, terms, call.Cancel) is { } noLimit)
        {
            body.Refuse(SharedLinkTerms.SegmentField, noLimit);
        }

        var token = body.Problem is null ? await links.AddAsync(site, terms, call.Cancel) : null;
        if (body.Problem is null && token is null)
        {
            body.Refuse(SharedLinkTerms.NameField, SharedLinks.TooMany);
        }

        await (token is null
            ? call.RefuseAsync()
            : call.AnswerAsync(json => json.WriteString("url", new Uri(Snippet.ServerAddress(call.Context, options), $"share/{token}").AbsoluteUri), StatusCodes.Status201Created));
    });

    public Task RevokeLinkAsync(ApiCall call) => OfSiteAsync(call, async site =>
        await call.DoneAsync(await links.RevokeAsync(site, call.Id, call.Cancel), "The site has no such link."));

    private async Task OfSiteAsync(ApiCall call, Func<Site, Task> answer)
    {
        if (await SitesApi.FindAsync(call, sites) is { } site)
        {
            await answer(site);
        }
    }

    /// <summary>Makes something if what was sent is right, and answers with its number.</summary>
    private static async Task MadeAsync(ApiCall call, Func<Task<long?>> make, string field, string problem)
    {
        var id = call.Body.Problem is null ? await make() : null;
        if (id is null)
        {
            call.Body.Refuse(field, problem);
        }

        await (id is { } made ? call.AnswerAsync(json => json.WriteNumber("id", made), StatusCodes.Status201Created) : call.RefuseAsync());
    }
}
