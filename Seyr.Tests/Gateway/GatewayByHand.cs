using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Seyr.Gateway;

/// <summary>The pages on which somebody says what the gateway does.</summary>
internal sealed partial class LocalGateway
{
    private const int MaxRequests = 50;

    private Task ShowAllAsync(HttpContext context) => HtmlAsync(context, $"""
        <h1>Local gateway</h1>
        <p>Store <code>{StoreId}</code>, password <code>{WebUtility.HtmlEncode(Password)}</code>. No money moves.</p>
        <p>What is set here goes wrong with sessions that are opened from now on; each session's page sets its own.</p>
        {GatewayControl.Form("/faults", Faults)}
        <h2>Sessions</h2>
        <ul>{string.Concat(sessions.Values.Select(GatewayControl.Line))}</ul>
        <h2>Given back</h2>
        <ul>{string.Concat(Refunds.Select(static refund => $"<li>{refund.Amount} of {refund.BankTransactionId}</li>"))}</ul>
        <h2>Asked</h2>
        <ol>{string.Concat(Requests.TakeLast(MaxRequests).Select(static request => $"<li>{WebUtility.HtmlEncode(request.Replace(Password, "…", StringComparison.Ordinal))}</li>"))}</ol>
        """);

    private async Task SetFaultsAsync(HttpContext context)
    {
        var faults = await GatewayControl.ReadAsync(context);
        if (context.Request.RouteValues["key"] is not string key)
        {
            Faults = faults;
            context.Response.Redirect("/");
        }
        else if (sessions.TryGetValue(key, out var session))
        {
            session.Faults = faults;
            context.Response.Redirect($"/EasyCheckOut/{key}");
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    /// <summary>Posts an attempt once more, or a cancellation that nobody made and nobody signed.</summary>
    private async Task PostAgainAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (!sessions.TryGetValue((string)context.Request.RouteValues["key"]!, out var session))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (form["channel"] == "forged")
        {
            using var forged = new FormUrlEncodedContent([new("tran_id", session.TransactionId), new("status", "CANCELLED"), new("error", "Cancelled by User")]);
            (await client.PostAsync(session.Fields["cancel_url"], forged)).Dispose();
        }
        else if (int.TryParse(form["attempt"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && session.Attempts.ElementAtOrDefault(number) is { } attempt)
        {
            (await PostAsync(session, attempt, "ipn")).Dispose();
        }

        context.Response.Redirect("/");
    }
}
