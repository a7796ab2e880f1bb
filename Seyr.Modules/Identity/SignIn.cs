using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>Signing in and out.</summary>
internal sealed class SignIn(Users users, Sessions sessions)
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

        if (await users.VerifyAsync(form["email"], form.Raw("password"), context.RequestAborted) is not { } userId)
        {
            form.Refuse("password", "There is no account with this e-mail address and password.");
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        await sessions.StartAsync(context, userId);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = LocalPath(form[ReturnField]);
    }

    public async Task EndAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is null)
        {
            return;
        }

        await sessions.EndAsync(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Path;
    }

    /// <summary>A path on this server, never another one's address.</summary>
    internal static string LocalPath(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) && !path.Contains('\\', StringComparison.Ordinal) ? path : Home;

    private static Task RenderAsync(HttpContext context, Form form, int status) =>
        Frame.RenderAsync(context, Pages.SignIn.Create(new SignInPage(Frame.For(context, "Sign in"), form)), status);
}

/// <summary>What the sign-in page shows.</summary>
public sealed record SignInPage(Frame Frame, Form Form);
