namespace Seyr.Gateway;

/// <summary>All that may go wrong with a gateway, each at will.</summary>
[Flags]
internal enum GatewayFault
{
    None = 0,
    IpnLost = 1 << 0,
    IpnTwice = 1 << 1,
    IpnAfterRedirect = 1 << 2,
    IpnBeforeSessionIsAnswered = 1 << 3,
    BadHash = 1 << 4,
    ShortVerifyKey = 1 << 5,
    OldFields = 1 << 6,
    ExtraFields = 1 << 7,
    EmptyCurrency = 1 << 8,
    OtherAmount = 1 << 9,
    OtherTransaction = 1 << 10,
    OtherStore = 1 << 11,
    Risky = 1 << 12,
    RedirectLost = 1 << 13,
    AnswerIsHtml = 1 << 14,
    AnswerIsError = 1 << 15,
    AnswerStalls = 1 << 16,
    AnswerIsTruncated = 1 << 17,
    AnswerIsHuge = 1 << 18,
    Inactive = 1 << 19,
    CountIsText = 1 << 20,
    ElementIsObject = 1 << 21,
    OtherCurrency = 1 << 22,
    RefundRefused = 1 << 23,
    RefundCancelled = 1 << 24,
    IpnLate = 1 << 25,
    StillProcessing = 1 << 26,
    ValidationUnknown = 1 << 27,
}
