using Microsoft.Playwright;

namespace Seyr.Tests.Support;

/// <summary>axe: what on a page keeps somebody from using it.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(static () => File.ReadAllText(Path.Combine(Repository.Root, "Seyr.Tests/node_modules/axe-core/axe.min.js")));

    public static async Task FindsNothingAsync(IPage page, string where)
    {
        await page.EvaluateAsync(Script.Value);
        var found = await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
              .violations.flatMap(violation => violation.nodes.map(node => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`))
            """);
        Assert.That(found, Is.Empty, where);
    }
}
