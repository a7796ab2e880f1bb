using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>Signing in and out.</summary>
internal sealed class SignIn(Users users, Sessions sessions, SignInGuard guard, TwoFactor twoFactor, SecondStep secondStep, IdentityOptions options)
{
    public const string Path = "/sign-in";
    public const string ReturnField = "to";
    public const string Home = "/sites";

    public Task ShowAsync(HttpContext context) => RenderAsync(context, new Form().With(ReturnField, LocalPath(context.Request.Query[ReturnField])), StatusCodes.Status200OK);

    public async Task SubmitAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (guard.Enter(context, form["email"]) is { } limit)
        {
            await Throttle.RefuseAsync(context, limit);
            return;
        }

        if (await users.VerifyAsync(form["email"], form.Raw("password"), context.RequestAborted) is not { } userId)
        {
            form.Refuse("password", "There is no account with this e-mail address and password.");
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        if (await twoFactor.IsOnAsync(userId, context.RequestAborted))
        {
            await secondStep.BeginAsync(context, userId, form["email"], LocalPath(form[ReturnField]));
            return;
        }

        guard.Remember(context, form["email"]);
        await sessions.StartAsync(context, userId);
        Frame.SeeOther(context, LocalPath(form[ReturnField]));
    }

    public async Task EndAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is null)
        {
            return;
        }

        await sessions.EndAsync(context);
        Frame.SeeOther(context, Path);
    }

    /// <summary>A path on this server, never another one's address.</summary>
    internal static string LocalPath(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) && !path.Contains('\\', StringComparison.Ordinal) ? path : Home;

    private Task RenderAsync(HttpContext context, Form form, int status)
    {
        var page = new SignInPage(Frame.For(context, "Sign in"), form, options.IsOpen(), SignInPage.Notice(context.Request.Query["done"]));
        return Frame.RenderAsync(context, Pages.SignIn.Create(page), status);
    }
}
