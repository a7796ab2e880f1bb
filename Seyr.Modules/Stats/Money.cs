using System.Globalization;

namespace Seyr.Stats;

/// <summary>An amount of money.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Currency">Of what (ISO 4217).</param>
internal readonly record struct Money(decimal Amount, string Currency)
{
    private static readonly (decimal From, string Unit)[] Units = [(1_000_000_000m, "B"), (1_000_000m, "M"), (1_000m, "K")];

    /// <summary>With one decimal, in thousands, millions or billions.</summary>
    public string Short
    {
        get
        {
            var absolute = Math.Abs(Amount);
            var (from, unit) = Units.FirstOrDefault(unit => absolute >= unit.From, (From: 1m, Unit: ""));
            return string.Create(CultureInfo.InvariantCulture, $"{Currency} {Amount / from:0.#}{unit}");
        }
    }

    /// <summary>Exactly, to a thousandth.</summary>
    public string Long => string.Create(CultureInfo.InvariantCulture, $"{Currency} {Amount:#,##0.00#}");
}
