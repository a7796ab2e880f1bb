using System.Net;
using Microsoft.AspNetCore.Http;

namespace Seyr.Gateway;

/// <summary>What is seen and switched by hand: every fault, every session, and what was asked.</summary>
internal static class GatewayControl
{
    private const string Field = "fault";

    /// <summary>A form with all faults, of which some are on.</summary>
    public static string Form(string action, GatewayFault on)
    {
        var boxes = All.Select(fault => $"<label><input type=\"checkbox\" name=\"{Field}\" value=\"{fault}\"{((on & fault) != 0 ? " checked" : "")}> {fault}</label><br>");
        return $"<form method=\"post\" action=\"{action}\"><fieldset><legend>What goes wrong</legend>{string.Concat(boxes)}</fieldset><button>Set</button></form>";
    }

    public static async Task<GatewayFault> ReadAsync(HttpContext context) =>
        (await context.Request.ReadFormAsync())[Field].Aggregate(GatewayFault.None, static (all, name) => Enum.TryParse<GatewayFault>(name, out var one) ? all | one : all);

    /// <summary>A session with what can be posted of its attempts once more.</summary>
    public static string Line(GatewaySession session)
    {
        var attempts = session.Attempts.Select((attempt, i) =>
            $"<form method=\"post\" action=\"/EasyCheckOut/{session.Key}/post\">{attempt.Status} {attempt.ValidationId} <input type=\"hidden\" name=\"attempt\" value=\"{i}\">"
            + "<button name=\"channel\" value=\"ipn\">Post again</button></form>");
        return $"<li><a href=\"/EasyCheckOut/{session.Key}\">{WebUtility.HtmlEncode(session.TransactionId)}</a> {session.Fields["currency"]} {session.Fields["total_amount"]}, {session.Faults}"
            + $"{string.Concat(attempts)}<form method=\"post\" action=\"/EasyCheckOut/{session.Key}/post\"><button name=\"channel\" value=\"forged\">Forge a cancellation</button></form></li>";
    }

    private static IEnumerable<GatewayFault> All => Enum.GetValues<GatewayFault>().Where(static fault => fault != GatewayFault.None);
}
