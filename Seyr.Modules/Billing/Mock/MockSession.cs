namespace Seyr.Billing.Mock;

/// <summary>One payment page of the mock, and what was done there.</summary>
/// <param name="checkout">What it was opened with.</param>
internal sealed class MockSession(Checkout checkout)
{
    /// <summary>A card that can be charged again.</summary>
    internal static readonly KeptCard GoodCard = new("mock-4242", "Mock card … 4242");

    /// <summary>A card that is declined whenever it is charged again.</summary>
    internal static readonly KeptCard BadCard = new("mock-0002", "Mock card … 0002");

    private readonly Lock gate = new();
    private readonly HashSet<long> charges = [];
    private int attempts;

    public Checkout Checkout => checkout;

    /// <summary>What was paid; null: nothing.</summary>
    public ToldPayment? Payment { get; private set; }

    /// <summary>Whether an attempt has failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>How often a card was charged for it.</summary>
    public int Charges { get; private set; }

    /// <summary>Pays.</summary>
    /// <param name="amount">How much; null: what was asked for.</param>
    /// <param name="isRisky">Whether a person should look at it.</param>
    /// <param name="card">With which card; null: a good one.</param>
    public void Pay(Amount? amount = null, bool isRisky = false, KeptCard? card = null)
    {
        var id = MockProvider.NewId(checkout.TransactionId, ++attempts);
        Payment = new ToldPayment(
            checkout.TransactionId, "val-" + id, "bank-" + id, amount ?? checkout.Amount, isRisky, "Mock card", checkout.KeepsCard ? card ?? GoodCard : null);
    }

    /// <summary>Fails.</summary>
    public void Fail()
    {
        attempts++;
        HasFailed = true;
    }

    /// <summary>Charges a card that was kept: each attempt once, and what is paid not once more.</summary>
    public Verdict Charge(long attempt, bool isGood)
    {
        lock (gate)
        {
            if (Payment is null && charges.Add(attempt))
            {
                Charges++;
                if (isGood)
                {
                    Pay();
                }
                else
                {
                    Fail();
                }
            }

            return Payment is null ? Verdict.Failed : Verdict.Paid;
        }
    }
}
