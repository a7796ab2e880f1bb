using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Seyr.Sites;

/// <summary>Organisations, members, sites: who may see what.</summary>
public static class SitesModule
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddSites(this IServiceCollection services, SitesOptions options, ApiOptions api)
    {
        if (options.Free is not null)
        {
            services.AddSingleton<Retention>().AddHostedService(static provider => provider.GetRequiredService<Retention>());
        }

        return AddAlways(services, options, api);
    }

    private static IServiceCollection AddAlways(IServiceCollection services, SitesOptions options, ApiOptions api) => services
        .AddSingleton(options)
        .AddSingleton(api)
        .AddSingleton<ApiKeys>()
        .AddSingleton<ApiKeyLimits>()
        .AddSingleton<KeyRing>()
        .AddSingleton<KeyPages>()
        .AddSingleton<ApiGuard>()
        .AddSingleton<SiteSettings>()
        .AddSingleton<SitesApi>()
        .AddSingleton<SitePartsApi>()
        .AddSingleton<PeopleApi>()
        .AddSingleton<SiteDirectory>()
        .AddSingleton<SiteList>()
        .AddSingleton<SiteClocks>()
        .AddSingleton<Usage>()
        .AddSingleton<OrganisationPlans>()
        .AddSingleton<OrganisationOverview>()
        .AddSingleton<OrganisationLocks>()
        .AddSingleton<Provisioning>()
        .AddSingleton<FirstRun>()
        .AddSingleton<SignUp>()
        .AddSingleton<SitePages>()
        .AddSingleton<SnippetCheck>()
        .AddSingleton<InstallPages>()
        .AddSingleton<Refusals>()
        .AddSingleton<SiteGoals>()
        .AddSingleton<SiteFunnels>()
        .AddSingleton<GoalPages>()
        .AddSingleton<Segments>()
        .AddSingleton<Annotations>()
        .AddSingleton<AnnotationPages>()
        .AddSingleton<SettingsPages>()
        .AddSingleton<SiteData>()
        .AddHostedService(static provider => provider.GetRequiredService<SiteData>())
        .AddSingleton<Organisations>()
        .AddSingleton<Invitations>()
        .AddSingleton<OrganisationPages>()
        .AddSingleton<AcceptInvitation>()
        .AddSingleton<OwnershipPages>()
        .AddSingleton<DeleteAccount>()
        .AddSingleton<SharedLinks>()
        .AddSingleton<SharingPages>();

    /// <summary>Maps the set-up page, the API keys, and each site's snippet, settings and goals.</summary>
    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        var firstRun = routes.ServiceProvider.GetRequiredService<FirstRun>();
        routes.MapGet("/", (RequestDelegate)firstRun.StartAsync).AllowAnonymous();
        routes.MapGet(FirstRun.Route, (RequestDelegate)firstRun.ShowAsync).AllowAnonymous();
        routes.MapPost(FirstRun.Route, (RequestDelegate)firstRun.SubmitAsync).AllowAnonymous();

        var signUp = routes.ServiceProvider.GetRequiredService<SignUp>();
        routes.MapGet(SignUp.Path, (RequestDelegate)signUp.AskAsync).AllowAnonymous();
        routes.MapPost(SignUp.Path, (RequestDelegate)signUp.SubmitAsync).AllowAnonymous();
        routes.MapGet(SignUp.Route, (RequestDelegate)signUp.ShowAsync).AllowAnonymous();
        routes.MapPost(SignUp.Route, (RequestDelegate)signUp.MakeAsync).AllowAnonymous();

        var pages = routes.ServiceProvider.GetRequiredService<SitePages>();
        routes.MapGet(SitePages.New, (RequestDelegate)pages.ShowNewAsync);
        routes.MapPost(SitePages.New, (RequestDelegate)pages.AddAsync);
        var install = routes.ServiceProvider.GetRequiredService<InstallPages>();
        routes.MapGet(InstallPages.Route, (RequestDelegate)install.ShowAsync);
        routes.MapPost(InstallPages.Route, (RequestDelegate)install.CheckAsync);

        var keys = routes.ServiceProvider.GetRequiredService<KeyPages>();
        routes.MapGet(KeyPages.Route, (RequestDelegate)keys.ShowAsync);
        routes.MapPost(KeyPages.Route, (RequestDelegate)keys.MakeAsync);
        routes.MapPost(KeyPages.RevokeRoute, (RequestDelegate)keys.RevokeAsync);
        routes.MapPost(KeyPages.RestoreRoute, (RequestDelegate)keys.RestoreAsync);

        var settings = routes.ServiceProvider.GetRequiredService<SettingsPages>();
        routes.MapGet(SettingsPages.Route, (RequestDelegate)settings.ShowAsync);
        routes.MapPost(SettingsPages.Route, (RequestDelegate)settings.SaveAsync);
        routes.MapPost(SettingsPages.RestoreRoute, (RequestDelegate)settings.RestoreAsync);

        var goals = routes.ServiceProvider.GetRequiredService<GoalPages>();
        routes.MapGet(GoalPages.Route, (RequestDelegate)goals.ShowAsync);
        routes.MapPost(GoalPages.Route, (RequestDelegate)goals.AddAsync);
        routes.MapPost(GoalPages.RemoveRoute, (RequestDelegate)goals.RemoveAsync);
        routes.MapPost(GoalPages.RestoreRoute, (RequestDelegate)goals.RestoreAsync);

        MapAnnotations(routes);
        MapPeople(routes);
        foreach (var operation in ApiOperation.All)
        {
            routes.MapMethods(operation.Route, [operation.Method], context => operation.HandleAsync(context)).AllowAnonymous();
        }
    }

    private static void MapAnnotations(IEndpointRouteBuilder routes)
    {
        var annotations = routes.ServiceProvider.GetRequiredService<AnnotationPages>();
        routes.MapGet(AnnotationPages.Route, (RequestDelegate)annotations.ListAsync);
        routes.MapPost(AnnotationPages.Route, (RequestDelegate)annotations.AddAsync);
        routes.MapGet(AnnotationPages.OneRoute, (RequestDelegate)annotations.ShowAsync);
        routes.MapPost(AnnotationPages.OneRoute, (RequestDelegate)annotations.SaveAsync);
        routes.MapPost(AnnotationPages.RemoveRoute, (RequestDelegate)annotations.RemoveAsync);
        routes.MapPost(AnnotationPages.RestoreRoute, (RequestDelegate)annotations.RestoreAsync);
    }

    private static void MapPeople(IEndpointRouteBuilder routes)
    {
        var organisation = routes.ServiceProvider.GetRequiredService<OrganisationPages>();
        routes.MapGet(OrganisationPages.Route, (RequestDelegate)organisation.ShowAsync);
        routes.MapPost(OrganisationPages.NameRoute, (RequestDelegate)organisation.RenameAsync);
        routes.MapPost(OrganisationPages.TwoFactorRoute, (RequestDelegate)organisation.RequireTwoFactorAsync);
        routes.MapPost(OrganisationPages.InviteRoute, (RequestDelegate)organisation.InviteAsync);
        routes.MapPost(OrganisationPages.WithdrawRoute, (RequestDelegate)organisation.WithdrawAsync);
        routes.MapPost(OrganisationPages.RoleRoute, (RequestDelegate)organisation.SetRoleAsync);
        routes.MapPost(OrganisationPages.RemoveRoute, (RequestDelegate)organisation.RemoveAsync);
        routes.MapPost(OrganisationPages.RemoveGuestRoute, (RequestDelegate)organisation.RemoveGuestAsync);
        routes.MapPost(OrganisationPages.LeaveRoute, (RequestDelegate)organisation.LeaveAsync);
        routes.MapPost(OrganisationPages.HandOverRoute, (RequestDelegate)organisation.HandOverAsync);
        routes.MapPost(OrganisationPages.DeleteRoute, (RequestDelegate)organisation.DeleteAsync);

        var invitation = routes.ServiceProvider.GetRequiredService<AcceptInvitation>();
        routes.MapGet(AcceptInvitation.Route, (RequestDelegate)invitation.ShowAsync).AllowAnonymous();
        routes.MapPost(AcceptInvitation.Route, (RequestDelegate)invitation.AcceptAsync).AllowAnonymous();

        var ownership = routes.ServiceProvider.GetRequiredService<OwnershipPages>();
        routes.MapGet(OwnershipPages.Route, (RequestDelegate)ownership.ShowAsync);
        routes.MapPost(OwnershipPages.MoveRoute, (RequestDelegate)ownership.MoveAsync);
        routes.MapPost(OwnershipPages.DeleteRoute, (RequestDelegate)ownership.DeleteAsync);

        var sharing = routes.ServiceProvider.GetRequiredService<SharingPages>();
        routes.MapGet(SharingPages.Route, (RequestDelegate)sharing.ShowAsync);
        routes.MapPost(SharingPages.Route, (RequestDelegate)sharing.AddAsync);
        routes.MapPost(SharingPages.RevokeRoute, (RequestDelegate)sharing.RevokeAsync);
        routes.MapPost(SharingPages.RestoreRoute, (RequestDelegate)sharing.RestoreAsync);
        routes.MapPost(SharingPages.PublicRoute, (RequestDelegate)sharing.SetPublicAsync);
        routes.MapGet(SharingPages.PasswordRoute, (RequestDelegate)sharing.AskAsync).AllowAnonymous();
        routes.MapPost(SharingPages.PasswordRoute, (RequestDelegate)sharing.UnlockAsync).AllowAnonymous();

        var deleteAccount = routes.ServiceProvider.GetRequiredService<DeleteAccount>();
        routes.MapGet(DeleteAccount.Path, (RequestDelegate)deleteAccount.ShowAsync);
        routes.MapPost(DeleteAccount.Path, (RequestDelegate)deleteAccount.DeleteAsync);
    }
}
