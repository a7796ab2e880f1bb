using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Seyr.Storage;

namespace Seyr.Billing;

/// <summary>
/// What was posted about orders: only ever added to, the same once, and of the post itself nothing but its hash and what it claims. One that is
/// new has its order asked about at once.
/// </summary>
internal sealed class Callbacks(RelationalStore store, TimeProvider clock)
{
    /// <summary>Of one order. Past it nobody but the schedule has it asked about.</summary>
    internal const int MaxPerOrder = 100;

    private const int MaxHints = 5;

    /// <returns>False: it was there before, or there are too many.</returns>
    public async Task<bool> AddAsync(Order order, Channel channel, Callback callback, IReadOnlyDictionary<string, string> form, CancellationToken cancel)
    {
        var row = new
        {
            order.Id, hash = Hash(channel, form), channel = Names.Of(channel), callback.Status, callback.ValidationId, callback.IsSigned,
            now = clock.GetUtcNow().ToUnixTimeMilliseconds(), most = MaxPerOrder,
        };
        await using var connection = await store.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var isNew = await connection.ExecuteAsync(
            """
            insert into callbacks (order_id, hash, channel, status, validation_id, is_signed, received_at)
            select @Id, @hash, @channel, @Status, @ValidationId, @IsSigned, @now
            where (select count(*) from callbacks where order_id = @Id) < @most
            on conflict do nothing
            """,
            row, transaction) == 1;
        if (isNew)
        {
            await connection.ExecuteAsync("update orders set check_at = @now where id = @Id and status <> 'paid'", row, transaction);
        }

        await transaction.CommitAsync(cancel);
        return isNew;
    }

    /// <summary>Payments that were named for an order, the newest first.</summary>
    public async Task<IReadOnlyList<string>> HintsAsync(long orderId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return (await connection.QueryAsync<string>(
            "select validation_id from callbacks where order_id = @orderId and validation_id <> '' group by validation_id order by max(id) desc limit @limit",
            new { orderId, limit = MaxHints })).AsList();
    }

    /// <summary>What the newest post with a right signature said; empty: there was none.</summary>
    public async Task<string> LastWordAsync(long orderId, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<string>(
            "select status from callbacks where order_id = @orderId and is_signed order by id desc limit 1", new { orderId }) ?? "";
    }

    private static string Hash(Channel channel, IReadOnlyDictionary<string, string> form)
    {
        var text = new StringBuilder(Names.Of(channel));
        foreach (var (name, value) in form.OrderBy(static field => field.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{name.Length}:{name}{value.Length}:{value}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
