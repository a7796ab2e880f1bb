using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Identity.Mail;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>
/// An account and an organisation for anybody, where the configuration says so. The address comes first: all else is asked for
/// behind the link in the mail, so nobody has an account under an address that isn't theirs, and the form's answer tells
/// nobody who has one.
/// </summary>
internal sealed class SignUp(
    RelationalStore store, Users users, Sessions sessions, OneTimeTokens tokens, Provisioning provisioning, Outbox outbox,
    MailForm mail, Throttle throttle, IdentityOptions options)
{
    public const string Path = "/sign-up";
    public const string Route = "/sign-up/{token}";

    private const string Purpose = "sign-up";

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private static readonly AskWords Words = new(
        "Make an account", "You get a link with which you go on.", Path, "Send me the link", "A link to go on is on its way. It is good for a day.");

    public Task AskAsync(HttpContext context) => options.IsOpen()
        ? MailForm.RenderAsync(context, new Form(), Words)
        : Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);

    public Task SubmitAsync(HttpContext context) => options.IsOpen()
        ? mail.SubmitAsync(context, Words, SendAsync)
        : Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);

    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } token)
        {
            await RenderAsync(context, token, new Form(), StatusCodes.Status200OK);
        }
    }

    public async Task MakeAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } token || await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        form.Check("organisation", Provisioning.NameProblem);
        if (Users.PasswordProblem(form.Raw("password")) is { } problem)
        {
            form.Refuse("password", problem);
        }

        if (!form.IsRight)
        {
            await RenderAsync(context, token, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        var hash = await Users.HashPasswordAsync(form.Raw("password"), context.RequestAborted);
        if (await MakeAsync(Given(context), hash, form["organisation"], context.RequestAborted) is not { } userId)
        {
            await throttle.RefuseTokenAsync(context);
            return;
        }

        await sessions.StartAsync(context, userId);
        Frame.SeeOther(context, SitePages.New);
    }

    /// <summary>Makes user, organisation and ownership, all or nothing.</summary>
    /// <returns>The user's id; null: the link was used, or the address has an account by now.</returns>
    private async Task<long?> MakeAsync(string given, string hash, string organisation, CancellationToken cancel)
    {
        try
        {
            await using var connection = await store.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            if (await tokens.TakeAsync(transaction, Purpose, given) is not { } token)
            {
                return null;
            }

            var userId = await users.AddAsync(transaction, token.Email, hash);
            await provisioning.AddOrganisationAsync(transaction, organisation, userId);
            await transaction.CommitAsync(cancel);
            return userId;
        }
        catch (DbException e) when (RelationalStore.IsConflict(e))
        {
            return null;
        }
    }

    private async Task SendAsync(string email, CancellationToken cancel)
    {
        var isKnown = await users.FindAsync(email, cancel) is not null;
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var letter = isKnown
            ? new Letter(
                email, "You have an account already", ["Somebody, most likely you, wanted to make an account on Seyr with this address. There is one already."],
                "Sign in", "/sign-in", "If you have forgotten the password, the sign-in page has a link for that. If it wasn't you, do nothing.")
            : new Letter(
                email, "Your account on Seyr", ["Somebody, most likely you, wants to make an account on Seyr with this address."],
                "Go on", $"/sign-up/{await tokens.IssueAsync(transaction, Purpose, null, email, Life)}", "The link is good for a day, and once. If it wasn't you, do nothing.");
        await outbox.AddAsync(transaction, letter);
        await transaction.CommitAsync(cancel);
        outbox.Wake();
    }

    private async Task<OneTimeToken?> FindAsync(HttpContext context)
    {
        if (await throttle.RefusesTokensAsync(context))
        {
            return null;
        }

        // A link that was sent while sign-up was open is none when it is closed.
        var token = options.IsOpen() ? await tokens.FindAsync(Purpose, Given(context), context.RequestAborted) : null;
        if (token is null)
        {
            await throttle.RefuseTokenAsync(context);
        }

        return token;
    }

    private static string Given(HttpContext context) => context.Request.RouteValues["token"] as string ?? "";

    private static Task RenderAsync(HttpContext context, OneTimeToken token, Form form, int status) => Frame.RenderAsync(
        context, Pages.SignUp.Create(new SignUpPage(Frame.For(context, "Make an account"), form, token.Email, $"/sign-up/{Given(context)}")), status);
}

/// <summary>What the page shows on which somebody makes an account.</summary>
public sealed record SignUpPage(Frame Frame, Form Form, string Email, string Action);
