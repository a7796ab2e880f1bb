namespace Seyr.Ingest;

/// <summary>Makes the disk take what was written, for many at once: whoever comes while one flush runs waits for the next.</summary>
internal sealed class GroupSync
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim asked = new(0);
    private TaskCompletionSource? next;
    private Task running = Task.CompletedTask;
    private volatile bool isStopping;

    public void Start(Func<SegmentWriter?> segment, Action<string> failed) => running = Task.Run(() => RunAsync(segment, failed));

    /// <summary>Ends when what was written before the call is on the disk.</summary>
    public Task WaitAsync()
    {
        lock (gate)
        {
            if (next is null)
            {
                next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                asked.Release();
            }

            return next.Task;
        }
    }

    public Task StopAsync()
    {
        isStopping = true;
        asked.Release();
        return running;
    }

    private async Task RunAsync(Func<SegmentWriter?> segment, Action<string> failed)
    {
        while (true)
        {
            await asked.WaitAsync();
            TaskCompletionSource? group;
            lock (gate)
            {
                (group, next) = (next, null);
            }

            try
            {
                segment()?.Flush();
            }
            catch (IOException e)
            {
                failed(e.GetType().Name);
            }

            group?.SetResult();
            if (isStopping && group is null)
            {
                return;
            }
        }
    }
}
