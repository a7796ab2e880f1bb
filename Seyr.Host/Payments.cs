using Seyr.Billing;
using Seyr.Storage;

namespace Seyr.Host;

/// <summary><c>seyr payments</c></summary>
internal static class Payments
{
    public static async Task RunAsync(SeyrOptions options, string? accept, CancellationToken cancel)
    {
        using var data = DataDirectory.OpenShared(options.DataDirectory);
        await using var relational = RelationalStore.Open(options.Storage, data);
        await Schemas.MigrateAsync(relational, data, cancel);
        var held = new HeldPayments(relational, TimeProvider.System);
        if (accept is not null && !await held.AcceptAsync(accept, cancel))
        {
            throw new StartException($"--accept: no payment {accept} waits for somebody to look at it.");
        }

        foreach (var payment in await held.AllAsync(cancel))
        {
            Console.WriteLine($"{payment.TransactionId} {payment.Status} order {payment.OrderId}: {payment.Why}");
        }
    }
}
