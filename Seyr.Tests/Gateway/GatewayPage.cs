using System.Net;
using Microsoft.AspNetCore.Http;

namespace Seyr.Gateway;

/// <summary>The page on which customers pay, and how they come back from it.</summary>
internal sealed partial class LocalGateway
{
    private Task ShowAsync(HttpContext context)
    {
        if (!sessions.TryGetValue((string)context.Request.RouteValues["key"]!, out var session))
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        return HtmlAsync(context, $"""
            <h1>Pay {session.Fields["currency"]} {session.Fields["total_amount"]}</h1>
            <form method="post">
              <button name="choice" value="VALID">Pay by bKash</button> <button name="choice" value="FAILED">Fail</button>
              <button name="choice" value="CANCELLED">Cancel</button> <button name="choice" value="LEAVE">Leave</button>
            </form>
            {GatewayControl.Form($"/EasyCheckOut/{session.Key}/faults", session.Faults)}
            <p><a href="/">All of this gateway</a></p>
            """);
    }

    /// <summary>The notification first, then the browser; unless a fault has it otherwise.</summary>
    private async Task ChooseAsync(HttpContext context)
    {
        var session = sessions[(string)context.Request.RouteValues["key"]!];
        var choice = (await context.Request.ReadFormAsync())["choice"].ToString();
        if (choice == "LEAVE")
        {
            await HtmlAsync(context, "<h1>Left</h1>");
            return;
        }

        var attempt = Attempt(session, choice);
        if (session.Has(GatewayFault.IpnLate))
        {
            // Nobody waits for it: neither does the browser's connection.
            _ = NotifyAsync(session, attempt);
        }
        else if (session.Has(GatewayFault.IpnAfterRedirect))
        {
            context.Response.OnCompleted(() => NotifyAsync(session, attempt));
        }
        else
        {
            await NotifyAsync(session, attempt);
        }

        if (session.Has(GatewayFault.RedirectLost))
        {
            await HtmlAsync(context, "<h1>Your browser lost its way</h1>");
            return;
        }

        var target = session.Fields[(choice switch { "VALID" => "success", "FAILED" => "fail", _ => "cancel" }) + "_url"];
        var inputs = GatewayFields.Post(session, attempt, StoreId, Password)
            .Select(static field => $"<input type=\"hidden\" name=\"{field.Key}\" value=\"{WebUtility.HtmlEncode(field.Value)}\">");
        await HtmlAsync(context, $"<form method=\"post\" action=\"{target}\">{string.Concat(inputs)}<button>Back to the shop</button></form><script>document.forms[0].submit()</script>");
    }

    private async Task NotifyAsync(GatewaySession session, GatewayAttempt attempt)
    {
        var times = session.Has(GatewayFault.IpnLost) ? 0 : session.Has(GatewayFault.IpnTwice) ? 2 : 1;
        if (session.Has(GatewayFault.IpnLate))
        {
            await Task.Delay(Late);
        }

        for (var i = 0; i < times; i++)
        {
            try
            {
                (await PostAsync(session, attempt, "ipn")).Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or ObjectDisposedException)
            {
                // The shop is away, or the gateway ends: nothing is posted again, as far as anybody knows.
            }
        }
    }

    internal static Task HtmlAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"<!doctype html><html lang=\"en\"><meta name=\"viewport\" content=\"width=device-width\"><title>Local gateway</title><body>{body}</body></html>");
    }
}
