namespace Seyr.Billing.Mock;

/// <summary>One payment page of the mock, and what was done there.</summary>
/// <param name="checkout">What it was opened with.</param>
internal sealed class MockSession(Checkout checkout)
{
    private int attempts;

    public Checkout Checkout => checkout;

    /// <summary>What was paid; null: nothing.</summary>
    public ToldPayment? Payment { get; private set; }

    /// <summary>Whether an attempt has failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Pays.</summary>
    /// <param name="amount">How much; null: what was asked for.</param>
    /// <param name="isRisky">Whether a person should look at it.</param>
    public void Pay(Amount? amount = null, bool isRisky = false)
    {
        var id = MockProvider.NewId(checkout.TransactionId, ++attempts);
        Payment = new ToldPayment(checkout.TransactionId, "val-" + id, "bank-" + id, amount ?? checkout.Amount, isRisky, "Mock card");
    }

    /// <summary>Fails.</summary>
    public void Fail()
    {
        attempts++;
        HasFailed = true;
    }
}
