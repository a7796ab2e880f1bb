using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Seyr.Billing;
using Seyr.Host;
using Seyr.Storage;
using Seyr.Tests.Billing;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Seyr.Tests.Browser;

/// <summary>An owner has a plan renewed by a card, in a real Chromium: ticks it, sees it charged and declined, and removes it.</summary>
internal sealed class CardTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private string data = null!;
    private WholeServer server = null!;
    private IBrowserContext context = null!;
    private IPage owner = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        data = Directory.CreateTempSubdirectory("seyr-card-").FullName;
        var options = new SeyrOptions { Listen = $"http://127.0.0.1:{Ports.Free()}", DataDirectory = data, Billing = BillingOptionsTests.Right() };
        options.PublicUrl = options.Listen;
        options.Ingest.SaltDirectory = "memory";
        options.Billing.Provider = "mock";
        server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), clock, new LogList());
        context = await Chromium.NewContextAsync();
        owner = await context.NewPageAsync();
        await owner.SignInAsync(server.Address);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await context.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Test]
    [Order(1)]
    public async Task Owner_ticks_that_it_renews_and_it_does()
    {
        await BuyAsync("Pay");
        await owner.GotoAsync(Billing);
        await Expect(owner.Locator("#card")).ToHaveTextAsync("Mock card … 4242");
        await Expect(owner.GetByText("BDT 990.00 is charged to it by itself on 22 December 2026, for the next month.")).ToBeVisibleAsync();
        await Screenshots.KeepAllAsync(context, server.Address, (new Uri(Billing).AbsolutePath, "card"));
        await owner.ClickAsync("text=Cancel at the end");
        await Expect(owner.GetByText("You have cancelled, and it isn't charged.")).ToBeVisibleAsync();
        await owner.ClickAsync("text=Keep it after all");
        await PassAsync(29, "what follows is paid until 25 December 2026.");
        await Expect(owner.Locator("#invoices + ul li")).ToHaveCountAsync(2);
        await Expect(owner.GetByText("BDT 990.00 is charged to it by itself on 24 December 2026, for the next month.")).ToBeVisibleAsync();
    }

    [Test]
    [Order(2)]
    public async Task A_card_that_is_declined_is_told_of_and_removed()
    {
        await BuyAsync("Pay by a card that is declined the next time");
        await PassAsync(62, "It was declined on 23 November 2026. It is tried again on 24 November 2026.");
        await Expect(owner.Locator("#card")).ToHaveTextAsync("Mock card … 0002");
        await Axe.FindsNothingAsync(owner, "declined card");
        await Screenshots.KeepAsync(owner, "card-declined");
        await owner.ClickAsync("text=Remove this card");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Plan and payments");
        await Expect(owner.Locator("#card")).ToHaveCountAsync(0);
        Assert.That(await server.Services.GetRequiredService<Cards>().OfAsync(1, CancellationToken.None), Is.Null);
    }

    private string Billing => new Uri(server.Address, "/organisations/1/billing").AbsoluteUri;

    /// <summary>All that is paid ends so many days earlier: as if they had gone by. What the server then does by itself is seen a moment later.</summary>
    private async Task PassAsync(int days, string text)
    {
        await using (var connection = await server.Services.GetRequiredService<RelationalStore>().OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                "update subscriptions set anchor_at = anchor_at - @ms, from_at = from_at - @ms, until_at = until_at - @ms", new { ms = (long)TimeSpan.FromDays(days).TotalMilliseconds });
        }

        for (var i = 0; i < 40 && (i == 0 || await owner.GetByText(text).CountAsync() == 0); i++)
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(250);
            await owner.GotoAsync(Billing);
        }

        await Expect(owner.GetByText(text)).ToBeVisibleAsync();
    }

    private async Task BuyAsync(string button)
    {
        await owner.GotoAsync(Billing);
        await owner.ChooseAsync("starter:month");
        await owner.CheckAsync("text=Renew by itself with this card");
        await owner.ClickAsync("form button.main");
        await owner.ClickAsync($"main button:text-is('{button}')");
        await Expect(owner.Locator("h1")).ToHaveTextAsync("Paid");
    }
}
