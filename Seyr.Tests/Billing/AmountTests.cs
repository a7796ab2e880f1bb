using Seyr.Billing;

namespace Seyr.Tests.Billing;

public sealed class AmountTests
{
    [TestCase("990", "BDT", 99_000)]
    [TestCase("990.5", "BDT", 99_050)]
    [TestCase("990.50", "BDT", 99_050)]
    [TestCase("990.5000", "BDT", 99_050)]
    [TestCase("0.01", "BDT", 1)]
    [TestCase("1000", "JPY", 1_000)]
    [TestCase("1000.00", "JPY", 1_000)]
    [TestCase("1.234", "BHD", 1_234)]
    [TestCase("999999999999.99", "BDT", 99_999_999_999_999)]
    public void Digits_are_read_exactly_by_the_currencys_decimals(string text, string currency, long minor) =>
        Assert.That(Amount.Parse(text, currency), Is.EqualTo(new Amount(minor, currency)));

    [TestCase("")]
    [TestCase("9.905")]
    [TestCase("1e3")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase(" 1")]
    [TestCase("1 ")]
    [TestCase("1,000")]
    [TestCase("1.")]
    [TestCase(".5")]
    [TestCase("1.0000000")]
    [TestCase("1.0.0")]
    [TestCase("0x10")]
    [TestCase("\u0661")]
    [TestCase("1000000000000")]
    public void What_is_no_exact_amount_is_none(string text) => Assert.That(Amount.Parse(text, "BDT"), Is.Null);

    [TestCase("0.5", "JPY")]
    [TestCase("1", "bdt")]
    [TestCase("1", "QQQ")]
    [TestCase("1", "")]
    public void A_part_without_a_coin_or_an_unknown_currency_is_none(string text, string currency) => Assert.That(Amount.Parse(text, currency), Is.Null);

    [Test]
    public void What_is_written_is_what_is_read()
    {
        var random = new Random(8);
        foreach (var currency in new[] { "BDT", "JPY", "BHD", "CLF" })
        {
            for (var i = 0; i < 1_000; i++)
            {
                var amount = new Amount(random.NextInt64(0, 1L << random.Next(1, 36)), currency);
                Assert.That(Amount.Parse(amount.ToNumber(), currency), Is.EqualTo(amount), amount.ToNumber());
                Assert.That(amount.ToString().Replace(",", "", StringComparison.Ordinal), Is.EqualTo($"{currency} {amount.ToNumber()}"));
            }
        }
    }

    [Test]
    public void People_read_groups()
    {
        Assert.That(new Amount(123_456_705, "BDT").ToString(), Is.EqualTo("BDT 1,234,567.05"));
        Assert.That(new Amount(1_234, "JPY").ToString(), Is.EqualTo("JPY 1,234"));
    }
}
