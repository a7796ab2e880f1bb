using System.Globalization;
using Seyr.Enrichment;

namespace Seyr.Billing;

/// <summary>
/// Money in whole minor units of its currency (paisa, cent), of which ISO 4217 says how many make one. What doesn't fit them
/// exactly is no amount: nothing is rounded in reading, comparing or writing.
/// </summary>
/// <param name="Minor">How many minor units.</param>
/// <param name="Currency">The currency's code (ISO 4217).</param>
internal readonly record struct Amount(long Minor, string Currency)
{
    /// <summary>Digits ahead of the point.</summary>
    private const int MaxDigits = 12;

    /// <summary>Nobody writes more of them.</summary>
    private const int MaxDecimals = 6;

    /// <summary>Reads digits with a point among them or none, such as 990, 990.5 or 990.00: no sign, no space, no exponent.</summary>
    /// <returns>Null: it is something else, or has a part that the currency's minor unit can't tell.</returns>
    public static Amount? Parse(string text, string currency)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var part = point < 0 ? "" : text[(point + 1)..];
        if (Currencies.DigitsOf(currency) is not { } digits || whole.Length is 0 or > MaxDigits || part.Length > MaxDecimals || (point >= 0 && part.Length == 0)
            || !(whole + part).All(char.IsAsciiDigit) || part.Skip(digits).Any(static digit => digit != '0'))
        {
            return null;
        }

        var minor = whole + part.PadRight(digits, '0')[..digits];
        return new Amount(long.Parse(minor, NumberStyles.None, CultureInfo.InvariantCulture), currency);
    }

    /// <summary>The number alone, with the currency's decimals: what a gateway is sent, and what <see cref="Parse"/> reads.</summary>
    public string ToNumber()
    {
        var digits = Currencies.DigitsOf(Currency) ?? 0;
        var text = Minor.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return digits == 0 ? text : $"{text[..^digits]}.{text[^digits..]}";
    }

    /// <summary>For people: the currency, and the number in groups of three digits.</summary>
    public override string ToString()
    {
        var number = ToNumber();
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = long.Parse(point < 0 ? number : number[..point], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{Currency} {whole:#,##0}{(point < 0 ? "" : number[point..])}");
    }
}
