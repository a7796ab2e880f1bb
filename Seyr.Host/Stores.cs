using Seyr.Storage;

namespace Seyr.Host;

/// <summary>The data directory and the two stores, opened in order and closed in the other.</summary>
internal sealed class Stores : IAsyncDisposable
{
    /// <summary>Takes what is open already.</summary>
    public Stores(DataDirectory data, RelationalStore relational, EventStore events)
    {
        Data = data;
        Relational = relational;
        Events = events;
    }

    public DataDirectory Data { get; }

    public RelationalStore Relational { get; }

    public EventStore Events { get; }

    /// <summary>Opens them and brings their schemas up to date.</summary>
    /// <exception cref="StartException">One can't be opened; the message says which and what to do.</exception>
    public static async Task<Stores> OpenAsync(SeyrOptions options, CancellationToken cancel)
    {
        var data = DataDirectory.Open(options.DataDirectory);
        RelationalStore? relational = null;
        EventStore? events = null;
        try
        {
            relational = RelationalStore.Open(options.Storage, data);
            events = EventStore.Open(options.Storage, data);
            await Schemas.MigrateAsync(relational, events, cancel);
            return new Stores(data, relational, events);
        }
        catch
        {
            await CloseAsync(data, relational, events);
            throw;
        }
    }

    public ValueTask DisposeAsync() => CloseAsync(Data, Relational, Events);

    private static async ValueTask CloseAsync(DataDirectory data, RelationalStore? relational, EventStore? events)
    {
        if (events is not null)
        {
            await events.DisposeAsync();
        }

        if (relational is not null)
        {
            await relational.DisposeAsync();
        }

        data.Dispose();
    }
}
