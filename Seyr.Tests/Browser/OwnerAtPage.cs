using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>What an owner does on the way to paying for a plan.</summary>
internal static class OwnerAtPage
{
    /// <summary>Signs ann in, whom a server of the tests begins with.</summary>
    public static async Task SignInAsync(this IPage page, Uri server)
    {
        await page.GotoAsync(new Uri(server, "/sign-in").AbsoluteUri);
        await page.FillAsync("#email", "ann@ann.test");
        await page.FillAsync("#password", "correct horse battery");
        await page.ClickAsync("main button");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sites");
    }

    /// <summary>Chooses a plan on the page of plans, and says who pays.</summary>
    public static async Task ChooseAsync(this IPage page, string choice)
    {
        await page.CheckAsync($"input[value='{choice}']");
        foreach (var (field, text) in new[] { ("name", "Ann's shop"), ("address", "Road 7, House 3"), ("city", "Dhaka"), ("postcode", "1207"), ("country", "Bangladesh"), ("phone", "+8801700000000") })
        {
            await page.FillAsync("#" + field, text);
        }
    }
}
