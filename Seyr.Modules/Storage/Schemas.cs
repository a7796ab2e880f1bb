namespace Seyr.Storage;

/// <summary>The schemas of both stores. Changed under a lock, so that two processes starting together don't meet.</summary>
public static class Schemas
{
    /// <summary>Brings both stores up to date; safe to repeat.</summary>
    /// <exception cref="StartException">A schema is newer than this binary, or a store can't be reached.</exception>
    public static async Task MigrateAsync(RelationalStore relational, EventStore events, CancellationToken cancel)
    {
        await MigrateAsync(relational, async () =>
        {
            try
            {
                await new EventMigrations(events).ApplyAsync(cancel);
            }
            catch (Exception e) when (e is HttpRequestException or System.Data.Common.DbException)
            {
                throw new StartException($"The event store (Storage:Events) can't be used: {e.Message}", e);
            }
        }, cancel);
    }

    /// <summary>Brings the relational store alone up to date, or, without the data directory's lock, checks that it is.</summary>
    /// <exception cref="StartException">The same; also when it is out of date and another process has the directory.</exception>
    public static async Task MigrateAsync(RelationalStore relational, DataDirectory data, CancellationToken cancel)
    {
        if (data.IsOwned || relational.IsPostgres)
        {
            await MigrateAsync(relational, static () => Task.CompletedTask, cancel);
        }
        else if (!await new RelationalMigrations(relational).IsCurrentAsync(cancel))
        {
            throw new StartException($"Another Seyr, of an older version, is running on {data.Path}. Stop it, and start this one first.");
        }
    }

    private static async Task MigrateAsync(RelationalStore relational, Func<Task> underTheSameLock, CancellationToken cancel)
    {
        try
        {
            await using var held = await relational.LockSchemaAsync(cancel);
            await new RelationalMigrations(relational).ApplyAsync(cancel);
            await underTheSameLock();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
        {
            throw new StartException($"The relational store (Storage:Relational) can't be used: {e.Message}", e);
        }
    }
}
