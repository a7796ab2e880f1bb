using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seyr.Identity.Mail;
using Seyr.Storage;

namespace Seyr.Identity;

/// <summary>Users, passwords, sessions. By default every route needs somebody signed in.</summary>
public static class IdentityModule
{
    /// <summary>Registers them.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="mail">How mail leaves.</param>
    /// <param name="server">The address of this server as links in mails have it: from the configuration, never from a request.</param>
    public static IServiceCollection AddIdentity(this IServiceCollection services, MailOptions mail, Uri server)
    {
        services.AddSingleton<Users>().AddSingleton<Sessions>().AddSingleton<SignIn>();
        AddMail(services, mail, server);
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

    private static void AddMail(IServiceCollection services, MailOptions mail, Uri server)
    {
        services.AddSingleton(provider => new Outbox(
            mail, server, provider.GetRequiredService<DataDirectory>(), provider.GetRequiredService<IDataProtectionProvider>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Outbox>>()));
        services.AddSingleton<IPost>(provider => mail.Host.Length > 0 ? new SmtpPost(mail) : new FolderPost(provider.GetRequiredService<DataDirectory>()));
        services.AddSingleton<MailSender>().AddHostedService(static provider => provider.GetRequiredService<MailSender>());
    }
}
