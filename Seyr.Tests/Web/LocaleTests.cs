using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Tests.Web;

/// <summary>Numbers and dates as readers of several languages write them.</summary>
internal sealed class LocaleTests
{
    private const long Count = 1_234_567;

    [TestCase("", "1,234,567", "1,234", "1.2M", "3 Nov 2026", "15:04")]
    [TestCase("en-US,en;q=0.9", "1,234,567", "1,234", "1.2M", "Nov 3, 2026", "3:04 PM")]
    [TestCase("en-GB", "1,234,567", "1,234", "1.2M", "3 Nov 2026", "15:04")]
    [TestCase("de-DE,de;q=0.9,en;q=0.8", "1.234.567", "1.234", "1,2M", "3 Nov 2026", "15:04")]
    [TestCase("de-CH", "1'234'567", "1'234", "1.2M", "3 Nov 2026", "15:04")]
    [TestCase("fr", "1\u202f234\u202f567", "1\u202f234", "1,2M", "3 Nov 2026", "15:04")]
    [TestCase("es-ES", "1.234.567", "1234", "1,2M", "3 Nov 2026", "15:04")]
    [TestCase("bn-BD", "12,34,567", "1,234", "1.2M", "3 Nov 2026", "3:04 PM")]
    [TestCase("zh-Hant-TW", "1,234,567", "1,234", "1.2M", "2026 Nov 3", "3:04 PM")]
    [TestCase("en;q=0.1,de;q=0.5", "1.234.567", "1.234", "1,2M", "3 Nov 2026", "15:04")]
    [TestCase("tlh,xx-YY,DE-de", "1.234.567", "1.234", "1,2M", "3 Nov 2026", "15:04")]
    [TestCase("*", "1,234,567", "1,234", "1.2M", "3 Nov 2026", "15:04")]
    [TestCase("<script>,;;q=2,\u00e9", "1,234,567", "1,234", "1.2M", "3 Nov 2026", "15:04")]
    public void First_known_language_decides(string wanted, string exact, string least, string brief, string day, string time)
    {
        var locale = Of(wanted);
        var moment = new DateTime(2026, 11, 3, 15, 4, 0);
        Assert.That(
            (locale.Exact(Count), locale.Exact(1_234), locale.Short(Count), locale.Dates.Day(DateOnly.FromDateTime(moment)), locale.Dates.Time(moment)),
            Is.EqualTo((exact, least, brief, day, time)));
    }

    [TestCase("en-GB", "3 – 9 Nov 2026", "3 Nov – 9 Dec 2026", "3 Nov 2026 – 9 Jan 2027", "Tue 3 Nov, 15:04")]
    [TestCase("en-US", "Nov 3 – 9, 2026", "Nov 3 – Dec 9, 2026", "Nov 3, 2026 – Jan 9, 2027", "Tue, Nov 3, 3:04 PM")]
    [TestCase("ja", "2026 Nov 3 – 9", "2026 Nov 3 – Dec 9", "2026 Nov 3 – 2027 Jan 9", "Nov 3, Tue, 15:04")]
    public void Ranges_say_nothing_twice(string wanted, string days, string months, string years, string moment)
    {
        var (dates, first) = (Of(wanted).Dates, new DateOnly(2026, 11, 3));
        Assert.That(
            (dates.Days(first, new(2026, 11, 9)), dates.Days(first, new(2026, 12, 9)), dates.Days(first, new(2027, 1, 9)), dates.WeekdayTime(first.ToDateTime(new TimeOnly(15, 4)))),
            Is.EqualTo((days, months, years, moment)));
        Assert.That(dates.Days(first, first), Is.EqualTo(dates.Day(first)));
    }

    [TestCase(999, "999")]
    [TestCase(9_999, "9.999")]
    [TestCase(10_000, "10k")]
    [TestCase(12_345, "12,3k")]
    [TestCase(99_949, "99,9k")]
    [TestCase(99_950, "100k")]
    [TestCase(999_499, "999k")]
    [TestCase(999_500, "1M")]
    [TestCase(123_456_789, "123M")]
    public void Short_numbers_have_three_figures(long count, string text) => Assert.That(Of("de").Short(count), Is.EqualTo(text));

    private static Locale Of(string wanted)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.AcceptLanguage = wanted;
        return Locale.Of(context.Request);
    }
}
