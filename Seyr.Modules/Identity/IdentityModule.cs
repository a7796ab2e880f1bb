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
    /// <param name="options">Who gets an account.</param>
    /// <param name="mail">How mail leaves.</param>
    /// <param name="server">The address of this server as links in mails have it: from the configuration, never from a request.</param>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IdentityOptions options, MailOptions mail, Uri server)
    {
        services.AddSingleton(options).AddSingleton<Users>().AddSingleton<Sessions>().AddSingleton<OneTimeTokens>();
        services.AddSingleton<Throttle>().AddSingleton<SignInGuard>().AddSingleton<MailForm>();
        services.AddSingleton<Afterwards>().AddHostedService(static provider => provider.GetRequiredService<Afterwards>());
        services.AddSingleton<SignIn>().AddSingleton<ForgottenPassword>().AddSingleton<ChangeEmail>().AddSingleton<AccountPages>();
        services.AddSingleton<TwoFactor>().AddSingleton<SecondStep>().AddSingleton<TwoFactorPages>();
        AddMail(services, mail, server);
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>Maps the pages for signing in and out, and those of one's own account.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        var signIn = routes.ServiceProvider.GetRequiredService<SignIn>();
        routes.MapGet(SignIn.Path, (RequestDelegate)signIn.ShowAsync).AllowAnonymous();
        routes.MapPost(SignIn.Path, (RequestDelegate)signIn.SubmitAsync).AllowAnonymous();
        var secondStep = routes.ServiceProvider.GetRequiredService<SecondStep>();
        routes.MapGet(SecondStep.Path, (RequestDelegate)secondStep.ShowAsync).AllowAnonymous();
        routes.MapPost(SecondStep.Path, (RequestDelegate)secondStep.SubmitAsync).AllowAnonymous();
        routes.MapPost("/sign-out", (RequestDelegate)signIn.EndAsync).AllowAnonymous();

        var forgotten = routes.ServiceProvider.GetRequiredService<ForgottenPassword>();
        routes.MapGet(ForgottenPassword.Path, (RequestDelegate)ForgottenPassword.AskAsync).AllowAnonymous();
        routes.MapPost(ForgottenPassword.Path, (RequestDelegate)forgotten.SubmitAsync).AllowAnonymous();
        routes.MapGet(ForgottenPassword.Route, (RequestDelegate)forgotten.ShowAsync).AllowAnonymous();
        routes.MapPost(ForgottenPassword.Route, (RequestDelegate)forgotten.SetAsync).AllowAnonymous();

        var changeEmail = routes.ServiceProvider.GetRequiredService<ChangeEmail>();
        routes.MapGet(ChangeEmail.Route, (RequestDelegate)changeEmail.ShowAsync).AllowAnonymous();
        routes.MapPost(ChangeEmail.Route, (RequestDelegate)changeEmail.ConfirmAsync).AllowAnonymous();

        var account = routes.ServiceProvider.GetRequiredService<AccountPages>();
        routes.MapGet(AccountPages.Path, (RequestDelegate)account.ShowAsync);
        routes.MapPost(AccountPages.PasswordPath, (RequestDelegate)account.ChangePasswordAsync);
        routes.MapPost(AccountPages.EmailPath, (RequestDelegate)account.ChangeEmailAsync);
        routes.MapPost(AccountPages.SessionsPath, (RequestDelegate)account.EndSessionsAsync);

        var twoFactor = routes.ServiceProvider.GetRequiredService<TwoFactorPages>();
        routes.MapGet(TwoFactorPages.Path, (RequestDelegate)twoFactor.ShowAsync);
        routes.MapPost(TwoFactorPages.Path, (RequestDelegate)twoFactor.TurnOnAsync);
        routes.MapPost(TwoFactorPages.OffPath, (RequestDelegate)twoFactor.TurnOffAsync);
        routes.MapPost(TwoFactorPages.CodesPath, (RequestDelegate)twoFactor.NewCodesAsync);
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
