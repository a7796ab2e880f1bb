using System.Net;
using System.Text.RegularExpressions;
using Seyr.Tests.Support;

namespace Seyr.Tests.Sites;

/// <summary>Saved segments on the running program: what is refused, and by whom they can't be had.</summary>
[TestFixture(RelationalKind.Sqlite)]
[TestFixture(RelationalKind.Postgres)]
[Category("Published")]
internal sealed class SegmentPagesTests(RelationalKind kind) : ServerFixture(kind)
{
    private const string Page = "/sites/ann.test/segments";

    [Test]
    public async Task Saved_filter_leads_to_the_page_with_it()
    {
        using var ann = await SignedInAsync("ann");
        var address = await SaveAsync(ann, "f=is,page,/a%252Cb&f=contains,source,%3Cx%3E", "Odd <i>ones</i>");
        Assert.That(address, Does.Match(@"^/sites/ann\.test\?segment=\d+-odd-ionesi$"));
        var html = await ann.GetTextAsync(address);
        Assert.That(html, Does.Contain("<b>Odd &lt;i&gt;ones&lt;/i&gt;</b>").And.Not.Contain("<i>ones"));
        Assert.That(await ann.GetTextAsync(Page), Does.Contain("Page is /a,b, Source contains &lt;x&gt;"));
    }

    [TestCase("", "f=is,page,/", "A name of")]
    [TestCase("No filter", "period=7d", "at least one condition")]
    [TestCase("Twice", "f=is,page,/", "There is a segment of this name")]
    public async Task What_is_wrong_is_told(string name, string query, string problem)
    {
        using var ann = await SignedInAsync("ann");
        await ann.SubmitAsync(Page, Page + "?f=is,page,/", ("name", "Twice"), ("for", "everybody"));
        var answer = await ann.SubmitAsync(Page, $"{Page}?{query}", ("name", name), ("for", "everybody"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(problem));
    }

    [Test]
    public async Task Somebody_elses_is_not_there()
    {
        using var ann = await SignedInAsync("ann");
        using var bob = await SignedInAsync("bob");
        var address = await SaveAsync(ann, "f=is,page,/", "Secret plans");
        var id = Regex.Match(address, @"segment=(\d+)").Groups[1].Value;
        var seen = await bob.GetTextAsync($"/sites/bob.test?segment={id}-secret-plans");
        Assert.That(seen, Does.Contain("The segment of this address is gone").And.Not.Contain("Secret plans"));
        foreach (var action in new[] { "", "/remove", "/restore" })
        {
            var answer = await bob.SubmitAsync("/sites/bob.test/segments", $"/sites/bob.test/segments/{id}{action}", ("name", "Taken over"), ("term0", "yes"));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), action);
        }

        await ann.SubmitAsync("/sites", "/sites/ann.test/sharing/public", ("public", "yes"));
        using var guest = NewVisitor();
        Assert.That(await guest.GetTextAsync($"/public/ann.test?segment={id}"), Does.Contain("is gone").And.Not.Contain("Secret plans").And.Not.Contain("/segments"));
        await ann.SubmitAsync("/sites", "/sites/ann.test/sharing/public", ("public", "no"));
    }

    private static async Task<string> SaveAsync(Visitor visitor, string query, string name)
    {
        var answer = await visitor.SubmitAsync(Page, $"{Page}?{query}", ("name", name), ("for", "everybody"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.OriginalString;
    }
}
