using Seyr.Web;

namespace Seyr.Billing;

/// <summary>What the mock's payment page shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Amount">What is to be paid.</param>
/// <param name="KeepsCard">Whether the card is to be charged again.</param>
public sealed record MockPage(Frame Frame, string Amount, bool KeepsCard)
{
    internal const string Pay = "pay";
    internal const string PayOnce = "once";
    internal const string PayTooLittle = "less";
    internal const string PayRisky = "risky";
    internal const string Unheard = "unheard";
    internal const string Fail = "fail";
    internal const string Cancel = "cancel";

    internal IEnumerable<(string Value, string Title)> Choices =>
    [
        (Pay, "Pay"), .. KeepsCard ? [(PayOnce, "Pay by a card that is declined the next time")] : Array.Empty<(string, string)>(),
        (PayTooLittle, "Pay too little"), (PayRisky, "Pay, but a person has to look at it"),
        (Unheard, "Pay, and nobody tells Seyr"), (Fail, "Fail"), (Cancel, "Turn back"),
    ];
}
