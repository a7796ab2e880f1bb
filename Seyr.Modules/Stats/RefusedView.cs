using Microsoft.AspNetCore.Http;
using NodaTime;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Stats;

/// <summary>What was kept out of a site in the dashboard's period, by reason and day.</summary>
internal sealed class RefusedView(Viewings viewings, Refusals refusals)
{
    public const string Route = "/sites/{domain}/refused";

    public static string Address(Viewing viewing, DashboardState state) => state.Address(viewing.Path + "/refused");

    public async Task ShowAsync(HttpContext context)
    {
        if (await viewings.FindAsync(context) is not { } viewing)
        {
            return;
        }

        var range = viewing.Period.Range;
        var last = DayOf(Instant.Min(range.To - Duration.Epsilon, viewing.Now));
        var first = Math.Min(DayOf(range.From), last);
        var counts = await refusals.ByDayAsync(viewing.Site.Id, first, last, context.RequestAborted);
        var frame = Frame.For(context, $"Kept out of {viewing.Site.Domain}");
        await Frame.RenderAsync(context, Pages.Refused.Create(RefusedPage.Make(frame, viewing, counts, first, last)));
    }

    private static int DayOf(Instant instant) => Refusals.DayOf(instant.ToUnixTimeSeconds());
}
