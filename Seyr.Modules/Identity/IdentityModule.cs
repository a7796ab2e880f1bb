using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Seyr.Identity;

/// <summary>Users, passwords, sessions. By default every route needs somebody signed in.</summary>
public static class IdentityModule
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddSingleton<Users>().AddSingleton<Sessions>().AddSingleton<SignIn>();
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>Maps the pages for signing in and out.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        var signIn = routes.ServiceProvider.GetRequiredService<SignIn>();
        routes.MapGet(SignIn.Path, (RequestDelegate)signIn.ShowAsync).AllowAnonymous();
        routes.MapPost(SignIn.Path, (RequestDelegate)signIn.SubmitAsync).AllowAnonymous();
        routes.MapPost("/sign-out", (RequestDelegate)signIn.EndAsync).AllowAnonymous();
    }
}
