using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>
/// The set-up page of a fresh server: reached by an address that only who started the server has seen, as long as there
/// is no user. It makes the owner, the organisation and the first site.
/// </summary>
public sealed class FirstRun(Users users, Sessions sessions, Provisioning provisioning, Throttle throttle)
{
    internal const string Route = "/setup/{token}";

    private const int TokenBytes = 16;

    private readonly string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>The path of the set-up page, with its one-time token; null when the server is set up already.</summary>
    public async Task<string?> PathAsync(CancellationToken cancel) => await users.IsEmptyAsync(cancel) ? $"/setup/{token}" : null;

    /// <summary>The start page: whoever is signed in sees their sites; on a fresh server it says where to go.</summary>
    internal async Task StartAsync(HttpContext context)
    {
        if (await users.IsEmptyAsync(context.RequestAborted))
        {
            await Frame.RenderAsync(context, Pages.Welcome.Create(Frame.For(context, "Welcome")));
            return;
        }

        context.Response.Redirect("/sites");
    }

    internal async Task ShowAsync(HttpContext context)
    {
        if (await IsOpenAsync(context))
        {
            await RenderAsync(context, new Form().With("timezone", "Etc/UTC"), StatusCodes.Status200OK);
        }
    }

    internal async Task SubmitAsync(HttpContext context)
    {
        if (!await IsOpenAsync(context) || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        form.Check("email", Users.EmailProblem);
        form.Check("organisation", Provisioning.NameProblem);
        form.CheckSite();
        if (Users.PasswordProblem(form.Raw("password")) is { } problem)
        {
            form.Refuse("password", problem);
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        var userId = await provisioning.MakeFirstAsync(
            form["email"], form.Raw("password"), form["organisation"], form["domain"], form["timezone"], context.RequestAborted);
        if (userId is not { } owner)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        await sessions.StartAsync(context, owner);
        Frame.SeeOther(context, $"/sites/{Domains.Normal(form["domain"])}/install");
    }

    private async Task<bool> IsOpenAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context))
        {
            return false;
        }

        var given = context.Request.RouteValues["token"] as string ?? "";
        var isRight = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token));
        if (isRight && await users.IsEmptyAsync(context.RequestAborted))
        {
            return true;
        }

        await throttle.RefuseTokenAsync(context);
        return false;
    }

    private Task RenderAsync(HttpContext context, Form form, int status) =>
        Frame.RenderAsync(context, Pages.Setup.Create(new SetupPage(Frame.For(context, "Set up"), form, $"/setup/{token}")), status);
}

/// <summary>What the set-up page shows.</summary>
public sealed record SetupPage(Frame Frame, Form Form, string Action);
