using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity.Mail;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>One's own account: address, password, and where one is signed in.</summary>
internal sealed class AccountPages(
    RelationalStore store, Users users, Sessions sessions, SignInGuard guard, ChangeEmail changeEmail, MailForm mail, Outbox outbox, TwoFactor twoFactor)
{
    public const string Path = "/settings/account";
    public const string PasswordPath = Path + "/password";
    public const string EmailPath = Path + "/email";
    public const string SessionsPath = Path + "/sessions";

    internal const string NewEmail = "new-email";
    internal const string EmailPassword = "email-password";
    internal const string CurrentPassword = "current-password";
    internal const string NewPassword = "new-password";
    internal const string Session = "session";
    internal const string Others = "others";

    public Task ShowAsync(HttpContext context) => RenderAsync(context, new Form(), StatusCodes.Status200OK);

    public async Task ChangePasswordAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var userId = Sessions.UserId(context);
        if (Users.PasswordProblem(form.Raw(NewPassword)) is { } problem)
        {
            form.Refuse(NewPassword, problem);
        }
        else if (!await users.ConfirmAsync(userId, form.Raw(CurrentPassword), context.RequestAborted))
        {
            form.Refuse(CurrentPassword, Users.WrongPassword);
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        var email = context.User.Identity!.Name!;
        var hash = await Users.HashPasswordAsync(form.Raw(NewPassword), context.RequestAborted);
        await using (var connection = await store.OpenAsync(context.RequestAborted))
        await using (var transaction = await connection.BeginTransactionAsync(context.RequestAborted))
        {
            await Users.SetPasswordAsync(transaction, userId, hash);
            await Sessions.EndAllAsync(transaction, userId);
            await OneTimeTokens.RevokeAsync(transaction, userId);
            await outbox.AddAsync(transaction, Letters.PasswordChanged(email));
            await transaction.CommitAsync(context.RequestAborted);
        }

        outbox.Wake();
        guard.Remember(context, email);
        await sessions.StartAsync(context, userId);
        Frame.SeeOther(context, $"{Path}?done={AccountPage.PasswordChanged}");
    }

    public async Task ChangeEmailAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var userId = Sessions.UserId(context);
        form.Check(NewEmail, Users.EmailProblem);
        if (form.IsRight && !await users.ConfirmAsync(userId, form.Raw(EmailPassword), context.RequestAborted))
        {
            form.Refuse(EmailPassword, Users.WrongPassword);
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
        }
        else if (await mail.SendAsync(context, form[NewEmail], (email, cancel) => changeEmail.SendAsync(userId, email, cancel)))
        {
            Frame.SeeOther(context, $"{Path}?done={AccountPage.EmailAsked}");
        }
    }

    public async Task EndSessionsAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (form[Session] == Others)
        {
            await sessions.RevokeOthersAsync(context);
        }
        else if (!await sessions.RevokeAsync(context, form[Session]))
        {
            form.Refuse(Session, "It has ended already.");
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        Frame.SeeOther(context, $"{Path}?done={AccountPage.SessionsEnded}");
    }

    private async Task RenderAsync(HttpContext context, Form form, int status)
    {
        var list = (await sessions.ListAsync(context)).Select(static row => new SessionLine(row.Handle, When(row.CreatedAt), When(row.SeenAt), row.IsCurrent));
        var page = new AccountPage(
            Frame.For(context, "Your account"), context.User.Identity!.Name!, form, [.. list], await twoFactor.IsOnAsync(Sessions.UserId(context), context.RequestAborted),
            AccountPage.Notice(context.Request.Query["done"]), outbox.Folder is not null);
        await Frame.RenderAsync(context, Pages.Account.Create(page), status);
    }

    private static string When(long milliseconds)
    {
        var (dates, moment) = (Locale.Current.Dates, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime);
        return $"{dates.Day(DateOnly.FromDateTime(moment))}, {dates.Time(moment)} UTC";
    }
}

/// <summary>What the page of one's own account shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Email">The address.</param>
/// <param name="Form">What was typed into one of its forms.</param>
/// <param name="Sessions">Where one is signed in.</param>
/// <param name="HasTwoFactor">Whether signing in asks for a code.</param>
/// <param name="Done">What has just been done; null: nothing.</param>
/// <param name="IsWithoutMail">Whether no mail server is configured.</param>
public sealed record AccountPage(Frame Frame, string Email, Form Form, IReadOnlyList<SessionLine> Sessions, bool HasTwoFactor, string? Done, bool IsWithoutMail)
{
    internal const string PasswordChanged = "password";
    internal const string EmailAsked = "email";
    internal const string SessionsEnded = "sessions";

    internal static string? Notice(string? done) => done switch
    {
        PasswordChanged => "Your password is changed. All other browsers are signed out.",
        EmailAsked => "A link is on its way to the new address. It becomes yours when you open it.",
        SessionsEnded => "Signed out there.",
        _ => null,
    };
}

/// <summary>A session as the page lists it.</summary>
public sealed record SessionLine(string Handle, string Begun, string Seen, bool IsCurrent);
