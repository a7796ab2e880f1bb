using System.Diagnostics;
using Seyr.Tests.Chaos;
using Seyr.Tests.Support;

namespace Seyr.Tests.Browser;

/// <summary>Plausible's own tracker from npm, bundled unchanged, in a real Chromium against the running program: only its endpoint is another.</summary>
[Category("Published")]
internal sealed class PlausibleTrackerTests
{
    private const string Script =
        """
        import { init, track } from '@plausible-analytics/tracker';
        init({ domain: 'shop.test', endpoint: window.eventsEndpoint, outboundLinks: true, customProperties: { theme: 'dark' } });
        window.track = track;
        """;

    [Test]
    public async Task Page_views_custom_events_and_engagement_arrive()
    {
        var data = Directory.CreateTempSubdirectory("seyr-plausible-").FullName;
        var settings = new Dictionary<string, string> { ["MetricsToken"] = "t" };
        var made = await SeyrProcess.RunAsync(data, settings, "correct horse battery", "provision", "--email", "a@shop.test", "--organisation", "The shop", "--domain", "shop.test");
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        await using var seyr = await SeyrProcess.StartAsync(data, settings);
        var bundle = await BundleAsync();
        await using var site = await TestSite.StartAsync(
            $"<style>h1 {{ height: 5000px }}</style><script>window.eventsEndpoint = '{new Uri(seyr.Address, "/api/event")}'</script><script type=module>{bundle}</script>");
        await using var context = await Chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);

        using var visitor = new Visitor(seyr.Address);
        await page.GotoAsync($"http://shop.test:{site.Port}/welcome?utm_source=mail");
        await CountedAsync(visitor, 1);
        await page.EvaluateAsync("scrollTo(0, 3000)");
        await page.EvaluateAsync("track('Signup', { props: { plan: 'pro' } })");
        await CountedAsync(visitor, 2);
        await Task.Delay(3_200);
        await page.EvaluateAsync("history.pushState({}, '', '/basket')");
        await CountedAsync(visitor, 4);
        await page.EvaluateAsync("track('Shown', { interactive: false })");
        await CountedAsync(visitor, 5);
        Assert.That(await page.EvaluateAsync<int>("new Promise(done => track('Asked', { callback: answer => done(answer.status) }))"), Is.EqualTo(202));
        await CountedAsync(visitor, 6);
        await context.CloseAsync();
        Assert.That(complaints, Is.Empty);
        Assert.That(await seyr.StopAsync(), Is.Zero, seyr.Log);

        // Whether the page has told of its last engagement when the browser ends is the browser's affair.
        var rows = await AskProgram.Of(data)(
            """
            select concatWithSeparator(' ', name, path, mapContains(props, 'plan') ? props['plan'] : '', props['theme'], engagement >= 3000, scroll between 30 and 100, visits, utm_source)
            from events where name != 'engagement' or path != '/basket'
            """);
        Assert.That(rows, Is.EquivalentTo(new[]
        {
            "pageview /welcome  dark 0 0 1 mail", "Signup /welcome pro dark 0 0 0 mail", "engagement /welcome  dark 1 1 0 mail",
            "pageview /basket  dark 0 0 0 mail", "Shown /basket  dark 0 0 0 mail", "Asked /basket  dark 0 0 0 mail",
        }));
        Assert.That(await AskProgram.Of(data)("select toString(uniqExact(visit_id)) from events"), Is.EqualTo(new[] { "1" }));
        Directory.Delete(data, recursive: true);
    }

    private static async Task<string> BundleAsync()
    {
        var tracker = Path.Combine(Repository.Root, "tracker");
        var start = new ProcessStartInfo(Path.Combine(tracker, "node_modules/.bin/esbuild"), ["--bundle", "--format=esm", "--minify", "--charset=utf8"])
        {
            WorkingDirectory = tracker, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var esbuild = Process.Start(start)!;
        await esbuild.StandardInput.WriteAsync(Script);
        esbuild.StandardInput.Close();
        var bundle = await esbuild.StandardOutput.ReadToEndAsync();
        await esbuild.WaitForExitAsync();
        Assert.That(esbuild.ExitCode, Is.Zero);
        return bundle;
    }

    /// <summary>Waits until so many events were accepted.</summary>
    private static async Task CountedAsync(Visitor visitor, long events)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if ((await visitor.CountersAsync("t"))["seyr_events_accepted_total"] >= events)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"{events} events never came");
    }
}
