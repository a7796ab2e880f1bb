using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Seyr.Storage;

[module: DapperAot]

namespace Seyr.Billing;

/// <summary>Orders as they are stored.</summary>
internal sealed class Orders(RelationalStore store, TimeProvider clock)
{
    /// <summary>22 characters: a provider takes 30.</summary>
    private const int IdBytes = 16;

    private const int MaxShown = 50;
    private const int MaxWhy = 255;

    /// <summary>What is older is asked about one by one.</summary>
    private static readonly TimeSpan HurryWithin = TimeSpan.FromDays(30);

    private const string Select =
        """
        select id, worth, replaces, renews, card_user_id as CardUserId,
            transaction_id as TransactionId, organisation_id as OrganisationId, email, plan, title, monthly_events as MonthlyEvents, quota,
            sites, members, retention as RetentionMonths, term as TermName,
            amount as Minor, currency, provider, session_key as SessionKey, page, status, why, is_accepted as IsAccepted, created_at as CreatedAt, check_at as CheckAt,
            buyer_name as BuyerName, buyer_address as BuyerAddress, buyer_city as BuyerCity, buyer_postcode as BuyerPostcode, buyer_country as BuyerCountry,
            buyer_phone as BuyerPhone, buyer_tax_id as BuyerTaxId
        from orders

        """;

    /// <summary>An id that nobody can guess, as providers take it.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>An order, not written down yet.</summary>
    /// <param name="organisationId">For whom.</param>
    /// <param name="customer">Who orders.</param>
    /// <param name="plan">What.</param>
    /// <param name="term">For how long.</param>
    /// <param name="amount">For how much.</param>
    /// <param name="provider">Who takes the money.</param>
    public Order New(long organisationId, Customer customer, Plan plan, Term term, Amount amount, string provider)
    {
        var (now, buyer) = (Now(), customer.Buyer);
        return new Order
        {
            TransactionId = NewId(), OrganisationId = organisationId, Email = customer.Email, CardUserId = customer.CardOf, Plan = plan.Name, Title = plan.Title,
            MonthlyEvents = plan.MonthlyEvents, Quota = plan.Quota, Sites = plan.Sites, Members = plan.Members, RetentionMonths = plan.RetentionMonths,
            TermName = Terms.Name(term), Minor = amount.Minor, Worth = amount.Minor, Currency = amount.Currency, Provider = provider,
            Status = OrderStatus.Created, CreatedAt = now, CheckAt = CheckTimes.Next(now, now), BuyerName = buyer.Name, BuyerAddress = buyer.Address, BuyerCity = buyer.City,
            BuyerPostcode = buyer.Postcode, BuyerCountry = buyer.Country, BuyerPhone = buyer.Phone, BuyerTaxId = buyer.TaxId,
        };
    }

    /// <summary>Writes an order down, before anybody is asked for a payment page.</summary>
    public async Task AddAsync(Order order, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await AddAsync(connection, null, order);
    }

    /// <summary>The same, within a transaction if there is one.</summary>
    public static async Task AddAsync(DbConnection connection, DbTransaction? transaction, Order order) => order.Id = await connection.ExecuteScalarAsync<long>(
        """
        insert into orders (worth, replaces, renews, card_user_id, transaction_id, organisation_id, email, plan, title, monthly_events, quota, sites, members, retention,
            term, amount, currency, provider, session_key, page, status, why,
            created_at, check_at, buyer_name, buyer_address, buyer_city, buyer_postcode, buyer_country, buyer_phone, buyer_tax_id)
        values (@Worth, @Replaces, @Renews, @CardUserId, @TransactionId, @OrganisationId, @Email, @Plan, @Title, @MonthlyEvents, @Quota, @Sites, @Members, @RetentionMonths,
            @TermName, @Minor, @Currency, @Provider, @SessionKey, @Page, @Status, @Why,
            @CreatedAt, @CheckAt, @BuyerName, @BuyerAddress, @BuyerCity, @BuyerPostcode, @BuyerCountry, @BuyerPhone, @BuyerTaxId)
        returning id
        """,
        order, transaction);

    /// <summary>By its number; null: there is none.</summary>
    public async Task<Order?> FindAsync(long id, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Order>(Select + "where id = @id", new { id });
    }

    /// <summary>Null: there is none.</summary>
    public async Task<Order?> FindAsync(string transactionId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<Order>(Select + "where transaction_id = @transactionId", new { transactionId });
    }

    /// <summary>The last ones of an organisation, the newest first.</summary>
    public async Task<IReadOnlyList<Order>> OfAsync(long organisationId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Order>(
            Select + "where organisation_id = @organisationId order by id desc limit @limit", new { organisationId, limit = MaxShown })).AsList();
    }

    /// <summary>Notes where the customer pays, unless the order has moved on meanwhile.</summary>
    public async Task OpenedAsync(Order order, string sessionKey, Uri page, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update orders set session_key = @sessionKey, page = @page, status = case status when 'created' then 'pending' else status end where id = @Id and status <> 'paid'",
            new { order.Id, sessionKey, page = page.AbsoluteUri });
    }

    /// <summary>Says how it stands; one that is paid stays so.</summary>
    /// <returns>False: it stood so before, or is paid.</returns>
    public static async Task<bool> MarkAsync(DbTransaction transaction, long id, string status, string why) => await transaction.Connection!.ExecuteAsync(
        "update orders set status = @status, why = @why where id = @id and status <> 'paid' and (status <> @status or why <> @why)",
        new { id, status, why = Cut(why) }, transaction) == 1;

    /// <summary>Says that nothing was paid so far; one that was paid in whatever way stays as it is.</summary>
    public async Task UnpaidAsync(long id, string status, string why, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update orders set status = @status, why = @why where id = @id and status not in ('paid', 'review', 'mismatch')", new { id, status, why = Cut(why) });
    }

    /// <summary>What needed a person of one that is paid needs none any more.</summary>
    public static Task ForgetWhyAsync(DbTransaction transaction, long id) =>
        transaction.Connection!.ExecuteAsync("update orders set why = '' where id = @id and status = 'paid'", new { id }, transaction);

    /// <summary>Has the provider asked at once about all that isn't paid and not too old to come to something.</summary>
    public async Task HurryAsync(CancellationToken cancel)
    {
        var now = Now();
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync(
            "update orders set check_at = @now where status not in ('paid', 'refused') and created_at > @since and (check_at is null or check_at > @now)",
            new { now, since = now - (long)HurryWithin.TotalMilliseconds });
    }

    /// <summary>The same of one, however old.</summary>
    public async Task HurryAsync(Order order, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        await connection.ExecuteAsync("update orders set check_at = @now where id = @Id and status <> 'paid'", new { order.Id, now = Now() });
    }

    /// <summary>The last ones of all organisations, the newest first.</summary>
    public async Task<IReadOnlyList<Order>> LastAsync(CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<Order>(Select + "\norder by id desc limit @limit", new { limit = MaxShown })).AsList();
    }

    private static string Cut(string why) => why.Length <= MaxWhy ? why : why[..MaxWhy];

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
