using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Seyr.Web;

/// <summary>
/// How a reader writes numbers and dates: as in the first language that the browser asks for and that is known. Words stay English,
/// names of months and days among them, and digits are 0 to 9. Only pages follow it: what programs read, mails and invoices don't.
/// </summary>
public sealed class Locale
{
    private const int ShortBegin = 10_000;

    /// <summary>How it is written where nobody says how.</summary>
    private static readonly Locale Usual = new(".", ",", 3, 1_000, DateOrder.DayFirst, isHalfDay: false);

    private static readonly Dictionary<string, Locale> Known = Load();
    private static readonly AsyncLocal<Locale?> Present = new();

    private readonly NumberFormatInfo numbers;
    private readonly long leastGrouped;

    private Locale(string point, string comma, int group, long leastGrouped, DateOrder order, bool isHalfDay)
    {
        numbers = new NumberFormatInfo { NumberDecimalSeparator = point, NumberGroupSeparator = comma, NumberGroupSizes = group == 3 ? [3] : [3, group] };
        this.leastGrouped = leastGrouped;
        Dates = new DateStyle(order, isHalfDay);
    }

    /// <summary>That of whoever reads the answer to the present request.</summary>
    public static Locale Current => Present.Value ?? Usual;

    /// <summary>How dates and times are written.</summary>
    public DateStyle Dates { get; }

    /// <summary>What stands before decimals.</summary>
    public string Point => numbers.NumberDecimalSeparator;

    /// <summary>A whole number in full.</summary>
    public string Exact(long count) => count.ToString(Math.Abs(count) < leastGrouped ? "0" : "N0", numbers);

    /// <summary>A count: exact below ten thousand, then in thousands or millions with three figures.</summary>
    public string Short(long count) => count switch
    {
        < ShortBegin => Exact(count),
        < 999_500 => Number(count / 1_000.0, count < 99_950 ? "0.#" : "0") + "k",
        _ => Number(count / 1_000_000.0, count < 99_950_000 ? "0.#" : "0") + "M",
    };

    /// <summary>A number in a format that has no groups, such as <c>0.#</c>.</summary>
    public string Number(double value, string format) => value.ToString(format, numbers);

    /// <summary>The one that the browser asks for; the usual one, if it asks for none that is known.</summary>
    internal static Locale Of(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(static wanted => wanted.Quality ?? 1)
            .Select(static wanted => Find(wanted.Value.ToString())).FirstOrDefault(static found => found is not null) ?? Usual;

    /// <summary>Writes so from now on, until the request is answered.</summary>
    internal static void Use(Locale locale) => Present.Value = locale;

    private static Locale? Find(string tag)
    {
        var parts = tag.Split('-');
        var language = parts[0].ToLowerInvariant();
        // Between the two there may be a script: zh-Hant-TW.
        var region = parts.Skip(1).FirstOrDefault(static part => part.Length == 2)?.ToUpperInvariant();
        return Known.GetValueOrDefault($"{language}-{region}") ?? Known.GetValueOrDefault(language);
    }

    private static Dictionary<string, Locale> Load()
    {
        using var reader = new StreamReader(typeof(Locale).Assembly.GetManifestResourceStream("locales.txt")!);
        return (from line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                let halves = line.Split(": ")
                let style = Read(halves[0].Split(' '))
                from tag in halves[1].Split(' ')
                select (tag, style)).ToDictionary(static row => row.tag, static row => row.style, StringComparer.Ordinal);
    }

    private static Locale Read(string[] style) => new(
        Sign(style[0]), Sign(style[1]), int.Parse(style[2], CultureInfo.InvariantCulture), long.Parse(style[3], CultureInfo.InvariantCulture),
        style[4] switch { "mdy" => DateOrder.MonthFirst, "ymd" => DateOrder.YearFirst, _ => DateOrder.DayFirst }, style[5] == "12");

    private static string Sign(string code) => ((char)ushort.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString();
}
