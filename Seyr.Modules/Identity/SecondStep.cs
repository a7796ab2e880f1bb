using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity.Mail;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>Signing in, second part: the password was right, now the code. Until then a cookie of its own, good for ten minutes, says whose it was.</summary>
internal sealed class SecondStep(
    RelationalStore store, Users users, TwoFactor twoFactor, Sessions sessions, OneTimeTokens tokens, SignInGuard guard, Throttle throttle, Outbox outbox)
{
    public const string Path = "/sign-in/code";

    private const string Purpose = "second-factor";
    private const string Cookie = "seyr-step";
    private const string CodeField = "code";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public async Task BeginAsync(HttpContext context, long userId, string email, string to)
    {
        await using var connection = await store.OpenAsync(context.RequestAborted);
        await using var transaction = await connection.BeginTransactionAsync(context.RequestAborted);
        var token = await tokens.IssueAsync(transaction, Purpose, userId, Users.Normal(email), Life);
        await transaction.CommitAsync(context.RequestAborted);
        context.Response.Cookies.Append(Sessions.CookieName(context, Cookie), token, Sessions.CookieOptions(context, Life));
        Frame.SeeOther(context, Path + QueryString.Create(SignIn.ReturnField, to));
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is not null)
        {
            await RenderAsync(context, new Form().With(SignIn.ReturnField, SignIn.LocalPath(context.Request.Query[SignIn.ReturnField])), StatusCodes.Status200OK);
        }
    }

    public async Task SubmitAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { UserId: { } userId } token || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (!throttle.TryTake(Limit.SecondFactors, userId.ToString(CultureInfo.InvariantCulture)))
        {
            await Throttle.RefuseAsync(context, Limit.SecondFactors);
            return;
        }

        if (!await TryAsync(context, userId, form[CodeField]))
        {
            form.Refuse(CodeField, "This code is wrong, or was used already. The app shows a new one every 30 seconds.");
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        context.Response.Cookies.Delete(Sessions.CookieName(context, Cookie), Sessions.CookieOptions(context, TimeSpan.Zero));
        guard.Remember(context, token.Email);
        await sessions.StartAsync(context, userId);
        Frame.SeeOther(context, SignIn.LocalPath(form[SignIn.ReturnField]));
    }

    private async Task<bool> TryAsync(HttpContext context, long userId, string code)
    {
        var cancel = context.RequestAborted;
        var email = await users.EmailOfAsync(userId, cancel);
        var left = await twoFactor.CodesLeftAsync(userId, cancel) - 1;
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var factor = await twoFactor.TryAsync(transaction, userId, code);
        if (factor == SecondFactor.Wrong || await tokens.TakeAsync(transaction, Purpose, Given(context)) is null)
        {
            return false;
        }

        if (factor == SecondFactor.RecoveryCode)
        {
            await outbox.AddAsync(transaction, Letters.RecoveryCodeUsed(email, left));
        }

        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return true;
    }

    private async Task<OneTimeToken?> FindAsync(HttpContext context)
    {
        var token = await tokens.FindAsync(Purpose, Given(context), context.RequestAborted);
        if (token is null)
        {
            Frame.SeeOther(context, SignIn.Path);
        }

        return token;
    }

    private static string Given(HttpContext context) => context.Request.Cookies[Sessions.CookieName(context, Cookie)] ?? "";

    private static Task RenderAsync(HttpContext context, Form form, int status) =>
        Frame.RenderAsync(context, Pages.SecondStep.Create(new SecondStepPage(Frame.For(context, "Your code"), form)), status);
}

/// <summary>What the page shows that asks for the second factor.</summary>
public sealed record SecondStepPage(Frame Frame, Form Form);
