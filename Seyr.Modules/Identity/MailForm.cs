using Microsoft.AspNetCore.Http;
using Seyr.Identity.Mail;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>
/// A form that asks for an address and answers that a mail is on its way, whoever has that address. What the mail says, and
/// whether there is one, is found out after the answer.
/// </summary>
public sealed class MailForm(Throttle throttle, Afterwards afterwards, Outbox outbox)
{
    /// <summary>The field with the address.</summary>
    public const string Email = "email";

    /// <summary>Renders the form.</summary>
    public static Task RenderAsync(HttpContext context, Form form, AskWords words, int status = StatusCodes.Status200OK) =>
        Frame.RenderAsync(context, Pages.Ask.Create(new AskPage(Frame.For(context, words.Title), form, words)), status);

    /// <summary>Takes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="words">What the form says.</param>
    /// <param name="send">Writes the mail, if there is one to be written.</param>
    public async Task SubmitAsync(HttpContext context, AskWords words, Func<string, CancellationToken, Task> send)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        form.Check(Email, Users.EmailProblem);
        if (!form.IsRight)
        {
            await RenderAsync(context, form, words, StatusCodes.Status422UnprocessableEntity);
        }
        else if (await SendAsync(context, form[Email], send))
        {
            await RenderNoteAsync(context, "Look into your mail", words.Sent);
        }
    }

    /// <summary>Has a mail written after the answer, unless this address has had too many.</summary>
    /// <returns>False: this network asks too often; the answer is written.</returns>
    public async Task<bool> SendAsync(HttpContext context, string email, Func<string, CancellationToken, Task> send)
    {
        if (!throttle.TryTake(Limit.MailsOfNetwork, Throttle.Network(context)))
        {
            await Throttle.RefuseAsync(context, Limit.MailsOfNetwork);
            return false;
        }

        var address = Users.Normal(email);
        if (throttle.TryTake(Limit.MailsToAddress, address))
        {
            afterwards.Do(cancel => send(address, cancel));
        }

        return true;
    }

    /// <summary>Renders a page that says something and asks nothing.</summary>
    public Task RenderNoteAsync(HttpContext context, string title, string text) =>
        Frame.RenderAsync(context, Pages.Note.Create(new NotePage(Frame.For(context, title), text, outbox.Folder is not null)));
}

/// <summary>What a form for an address says.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Lead">What it is for.</param>
/// <param name="Action">Where it goes.</param>
/// <param name="Button">What it does.</param>
/// <param name="Sent">What is answered.</param>
public sealed record AskWords(string Title, string Lead, string Action, string Button, string Sent);

/// <summary>What a form for an address shows.</summary>
public sealed record AskPage(Frame Frame, Form Form, AskWords Words);

/// <summary>What a page that asks nothing shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Text">What it says.</param>
/// <param name="IsWithoutMail">Whether no mail server is configured, so that the operator has the message.</param>
public sealed record NotePage(Frame Frame, string Text, bool IsWithoutMail);

/// <summary>What a page shows that does one thing when its button is pressed.</summary>
public sealed record ConfirmPage(Frame Frame, string Text, string Action, string Button);

/// <summary>What a form for a new password shows.</summary>
public sealed record NewPasswordPage(Frame Frame, Form Form, string Action);
