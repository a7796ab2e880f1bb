using System.Data.Common;
using Microsoft.Extensions.Logging;
using Seyr.Identity.Mail;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// Has providers give money back, and asks how far that is until it is there. What follows of an answer is one transaction with it; a process that
/// ends in between asks again under the same id.
/// </summary>
internal sealed partial class Refunding(
    RelationalStore store, Refunds refunds, Orders orders, Providers providers, CreditNotes notes, Doubles doubles, Alerts alerts, Outbox outbox, TimeProvider clock,
    ILogger<Refunding> log)
{
    private const string Refused = "The provider gives nothing back of this payment. Ask there why.";
    private const string Over = "All of it is back, so what it was paid for has ended. What else you have paid for holds, and begins at once if it was to follow.";
    private const string Unsure = "Whether a refund was made isn't clear: look it up at the provider, and say on the order's page which it is.";

    /// <summary>Goes on with all that is due.</summary>
    public async Task RunDueAsync(CancellationToken cancel)
    {
        while (await refunds.ClaimAsync(Reconciler.Claim, cancel) is { } refund)
        {
            await GoOnAsync(refund, cancel);
        }
    }

    /// <summary>A person has looked it up.</summary>
    /// <returns>False: nobody had to.</returns>
    public async Task<bool> ResolveAsync(StoredRefund refund, bool isGivenBack, CancellationToken cancel) =>
        refund.Status == RefundStatus.Unclear && await MoveAsync(refund, isGivenBack ? RefundStatus.Done : RefundStatus.Refused, refund.Reference, null, "", cancel);

    private async Task GoOnAsync(StoredRefund refund, CancellationToken cancel)
    {
        var answer = providers.Current.Name != refund.Provider ? new RefundAnswer(RefundState.Unavailable)
            : refund.Status == RefundStatus.Initiated ? await providers.Current.RefundStatusAsync(refund.Reference, cancel)
            : await providers.Current.RefundAsync(new Refund(refund.TransactionId, refund.BankTransactionId, refund.Amount, refund.Reason), cancel);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var next = RefundTimes.Next(refund.AskedAt, now);
        var reference = answer.Reference.Length > 0 ? answer.Reference : refund.Reference;
        await (answer.State switch
        {
            RefundState.Refunded => MoveAsync(refund, RefundStatus.Done, reference, null, "", cancel),
            // Of one that was asked for before, without an answer that was written down, a no may mean that it was made then.
            RefundState.Refused when refund.Status == RefundStatus.Asked && refund.Attempts > 1 => MoveAsync(refund, RefundStatus.Unclear, reference, null, Unsure, cancel),
            RefundState.Refused => MoveAsync(refund, RefundStatus.Refused, reference, null, Refused, cancel),
            _ when next is null => MoveAsync(refund, RefundStatus.Unclear, reference, null, Unsure, cancel),
            RefundState.Initiated when refund.Status == RefundStatus.Asked && reference.Length > 0 => MoveAsync(refund, RefundStatus.Initiated, reference, next, "", cancel),
            _ => refunds.PutOffAsync(refund, next.Value, cancel),
        });
    }

    private async Task<bool> MoveAsync(StoredRefund refund, string status, string reference, long? checkAt, string alert, CancellationToken cancel)
    {
        var order = await orders.FindAsync(refund.OrderTransactionId, cancel) ?? throw new InvalidOperationException("A refund has an order.");
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await Refunds.MoveAsync(transaction, refund, status, reference, checkAt))
        {
            return false;
        }

        if (status == RefundStatus.Done)
        {
            await DoneAsync(transaction, order, refund);
        }

        if (alert.Length > 0)
        {
            await alerts.AddAsync(transaction, order, alert);
        }

        await transaction.CommitAsync(cancel);
        Moved(refund.Id, order.Id, status);
        outbox.Wake();
        return true;
    }

    private async Task DoneAsync(DbTransaction transaction, Order order, StoredRefund refund)
    {
        var now = clock.GetUtcNow();
        var note = await notes.IssueAsync(transaction, refund, now);
        await outbox.AddAsync(transaction, Letter(order, refund, note, await GivenBack.EndAsync(transaction, order, now)));
        // What came in besides is given back; if there is more of it, that is told now.
        await Orders.ForgetWhyAsync(transaction, order.Id);
        await doubles.TellAsync(transaction, order);
    }

    private static Letter Letter(Order order, StoredRefund refund, CreditNote? note, bool isOver)
    {
        var text = $"{refund.Amount} that was paid for {order.Product} was given back. It goes to the card or wallet that it came from.";
        return note is null
            ? new Letter(order.Email, $"{refund.Amount} was given back", [text])
            : new Letter(
                order.Email, $"Credit note {note.Name}", [text, $"Reason: {refund.Reason}", .. isOver ? [Over] : Array.Empty<string>()], "Credit note", CreditNotes.Path(note));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Refund {Id} of order {OrderId} is {Status}.")]
    private partial void Moved(long id, long orderId, string status);
}
