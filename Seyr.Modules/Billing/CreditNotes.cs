using System.Data.Common;
using System.Globalization;
using Dapper;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>Credit notes, numbered by year (UTC) without a gap as invoices are, in a row of their own. None is ever changed.</summary>
internal sealed class CreditNotes(RelationalStore store)
{
    internal const string Prefix = "CN-";

    private const int MaxShown = 200;

    private const string Select =
        """
        select id, year, number, invoice_id as InvoiceId, refund_id as RefundId, organisation_id as OrganisationId, issued_at as IssuedAt, seller, buyer, line, reason,
            amount as Minor, currency
        from credit_notes
        """;

    /// <summary>Issues the one of a refund that is done.</summary>
    /// <returns>Null: what is given back was never invoiced.</returns>
    public async Task<CreditNote?> IssueAsync(DbTransaction transaction, StoredRefund refund, DateTimeOffset now)
    {
        var connection = transaction.Connection!;
        var invoice = await connection.QueryFirstOrDefaultAsync<Invoice>(
            """
            select invoices.id, year, number, organisation_id as OrganisationId, seller, buyer, line from invoices join payments on payments.order_id = invoices.order_id
            where invoices.order_id = @OrderId and bank_transaction_id = @BankTransactionId
            """,
            new { refund.OrderId, refund.BankTransactionId }, transaction);
        if (invoice is null)
        {
            return null;
        }

        var note = new CreditNote
        {
            Year = now.UtcDateTime.Year, InvoiceId = invoice.Id, RefundId = refund.Id, OrganisationId = invoice.OrganisationId, IssuedAt = now.ToUnixTimeMilliseconds(),
            Seller = invoice.Seller, Buyer = invoice.Buyer, Line = $"Of invoice {invoice.Name}: {invoice.Line}", Reason = refund.Reason, Minor = refund.Minor,
            Currency = refund.Currency,
        };
        // Whoever else issues one waits here until this transaction ends, and gets this number when it fails.
        note.Number = await connection.ExecuteScalarAsync<long>(
            "insert into credit_note_numbers (year, last) values (@Year, 1) on conflict (year) do update set last = credit_note_numbers.last + 1 returning last",
            new { note.Year }, transaction);
        note.Id = await connection.ExecuteScalarAsync<long>(
            """
            insert into credit_notes (year, number, refund_id, invoice_id, organisation_id, issued_at, seller, buyer, line, reason, amount, currency)
            values (@Year, @Number, @RefundId, @InvoiceId, @OrganisationId, @IssuedAt, @Seller, @Buyer, @Line, @Reason, @Minor, @Currency)
            returning id
            """,
            note, transaction);
        return note;
    }

    /// <summary>The last ones of an organisation, the newest first.</summary>
    public async Task<IReadOnlyList<CreditNote>> OfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<CreditNote>(
            Select + "\nwhere organisation_id = @organisationId order by id desc limit @limit", new { organisationId, limit = MaxShown })).AsList();
    }

    /// <summary>Those of one invoice, the oldest first.</summary>
    public async Task<IReadOnlyList<CreditNote>> OfInvoiceAsync(long invoiceId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<CreditNote>(Select + "\nwhere invoice_id = @invoiceId order by id", new { invoiceId })).AsList();
    }

    /// <summary>One of an organisation's by its name; null: it has none of that.</summary>
    public async Task<CreditNote?> FindAsync(long organisationId, string name, CancellationToken cancel)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || Numbers.Parse(name[Prefix.Length..]) is not (var year, var number))
        {
            return null;
        }

        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<CreditNote>(
            Select + "\nwhere organisation_id = @organisationId and year = @year and number = @number", new { organisationId, year, number });
    }

    /// <summary>The page that shows one.</summary>
    public static string Path(CreditNote note) => string.Create(CultureInfo.InvariantCulture, $"/organisations/{note.OrganisationId}/credit-notes/{note.Name}");
}
