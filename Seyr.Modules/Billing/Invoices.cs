using System.Data.Common;
using System.Globalization;
using Dapper;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>Invoices, numbered by year (UTC) without a gap: the number is taken in the transaction that issues it. None is ever changed.</summary>
internal sealed class Invoices(RelationalStore store, BillingOptions options)
{
    private const int MaxShown = 200;

    private const string Select =
        "select id, year, number, organisation_id as OrganisationId, issued_at as IssuedAt, seller, buyer, line, amount as Minor, currency, method from invoices\n";

    /// <summary>Issues the invoice of an order that is being paid.</summary>
    public async Task<Invoice> IssueAsync(DbTransaction transaction, Order order, Period? period, string method, DateTimeOffset now)
    {
        var connection = transaction.Connection!;
        var invoice = new Invoice
        {
            Year = now.UtcDateTime.Year, OrganisationId = order.OrganisationId, IssuedAt = now.ToUnixTimeMilliseconds(), Seller = options.Seller, Buyer = order.Buyer.Lines,
            Line = period is null ? order.Product : $"{order.Product}, {Dates.Day(period.FromAt)} to {Dates.Day(period.UntilAt)}",
            Minor = order.Minor, Currency = order.Currency, Method = method,
        };
        // Whoever else issues one waits here until this transaction ends, and gets this number when it fails.
        invoice.Number = await connection.ExecuteScalarAsync<long>(
            "insert into invoice_numbers (year, last) values (@Year, 1) on conflict (year) do update set last = invoice_numbers.last + 1 returning last",
            new { invoice.Year }, transaction);
        invoice.Id = await connection.ExecuteScalarAsync<long>(
            """
            insert into invoices (year, number, order_id, organisation_id, issued_at, seller, buyer, line, amount, currency, method)
            values (@Year, @Number, @orderId, @OrganisationId, @IssuedAt, @Seller, @Buyer, @Line, @Minor, @Currency, @Method)
            returning id
            """,
            new
            {
                invoice.Year, invoice.Number, orderId = order.Id, invoice.OrganisationId, invoice.IssuedAt, invoice.Seller, invoice.Buyer, invoice.Line, invoice.Minor,
                invoice.Currency, invoice.Method,
            },
            transaction);
        return invoice;
    }

    /// <summary>The last ones of an organisation, the newest first.</summary>
    public async Task<IReadOnlyList<Invoice>> OfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Invoice>(
            Select + "where organisation_id = @organisationId order by id desc limit @limit", new { organisationId, limit = MaxShown })).AsList();
    }

    /// <summary>One of an organisation's; null: it has none of this name.</summary>
    public async Task<Invoice?> FindAsync(long organisationId, string name, CancellationToken cancel)
    {
        if (Numbers.Parse(name) is not (var year, var number))
        {
            return null;
        }

        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Invoice>(
            Select + "where organisation_id = @organisationId and year = @year and number = @number", new { organisationId, year, number });
    }

    /// <summary>The page that shows one.</summary>
    public static string Path(Invoice invoice) => string.Create(CultureInfo.InvariantCulture, $"/organisations/{invoice.OrganisationId}/invoices/{invoice.Name}");
}
