using Seyr.Enrichment;

namespace Seyr.Ingest;

/// <summary>What an event earned, to a thousandth of its currency: whole numbers all the way, since money has no floating point.</summary>
/// <param name="Thousandths">The amount; negative: given back. 0 without a currency: the event tells of none.</param>
/// <param name="Currency">The ISO 4217 code's three letters, one a byte, the first in the lowest; 0: none.</param>
internal readonly record struct Revenue(long Thousandths, uint Currency)
{
    /// <summary>What <c>Decimal(18, 3)</c> holds.</summary>
    private const long Most = 999_999_999_999_999_999;

    private const int Decimals = 3;

    /// <summary>Reads an amount and a currency; what is neither is no revenue.</summary>
    /// <param name="amount">A decimal number with a sign or none, such as -12.5; more than three decimals are rounded, halves away from zero.</param>
    /// <param name="currency">A code of ISO 4217, in any case.</param>
    public static Revenue Read(ReadOnlySpan<byte> amount, ReadOnlySpan<byte> currency)
    {
        Span<byte> code = stackalloc byte[Currencies.CodeLength];
        return Currencies.TryRead(currency, code) && TryReadThousandths(amount, out var thousandths)
            ? new Revenue(thousandths, code[0] | ((uint)code[1] << 8) | ((uint)code[2] << 16))
            : default;
    }

    /// <summary>Writes its two columns.</summary>
    public void WriteTo(ref RowWriter row)
    {
        row.UInt64((ulong)Thousandths);
        row.Text(Currency == 0 ? [] : [(byte)Currency, (byte)(Currency >> 8), (byte)(Currency >> 16)]);
    }

    private static bool TryReadThousandths(ReadOnlySpan<byte> text, out long thousandths)
    {
        thousandths = 0;
        var isNegative = !text.IsEmpty && text[0] == '-';
        text = isNegative || (!text.IsEmpty && text[0] == '+') ? text[1..] : text;
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var part = point < 0 ? [] : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && part.IsEmpty) || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') || part.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        for (var i = 0; i < whole.Length + Decimals; i++)
        {
            var digit = i < whole.Length ? whole[i] - '0' : i - whole.Length < part.Length ? part[i - whole.Length] - '0' : 0;
            thousandths = (thousandths * 10) + digit;
            if (thousandths > Most)
            {
                return false;
            }
        }

        thousandths += part.Length > Decimals && part[Decimals] >= '5' ? 1 : 0;
        thousandths = isNegative ? -thousandths : thousandths;
        return Math.Abs(thousandths) <= Most;
    }
}
