using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;

namespace Seyr.Tests.Chaos;

/// <summary>
/// Visitors who send one event after another over a few connections, through every kill. Each connection has visitors
/// of its own, so that a visitor's events never overtake each other.
/// </summary>
internal sealed class VisitorLoad : IAsyncDisposable
{
    private const int Connections = 8;

    /// <summary>One event in this many is a new visitor's: some have one event, others have them before and after a kill.</summary>
    private const int NewVisitorEvery = 8;

    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(5);

    private readonly List<Person>[] people;
    private readonly Task[] workers;
    private volatile TaskCompletionSource go = new();
    private volatile bool isOver;
    private int busy;
    private int broken;

    public VisitorLoad(int seed, IPEndPoint server)
    {
        people = [.. Enumerable.Range(0, Connections).Select(static _ => new List<Person>())];
        workers = [.. Enumerable.Range(0, Connections).Select(i => Task.Run(() => WorkAsync(seed, i, server)))];
    }

    /// <summary>Between two events of a connection. Zero: none.</summary>
    public TimeSpan Pace { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes that fill an event up.</summary>
    public int Padding { get; set; }

    /// <summary>Each domain's key: a program tells of the visitors, some events of one at a time. Null: each event is a beacon.</summary>
    public IReadOnlyDictionary<string, string>? Keys { get; init; }

    /// <summary>Answers that were not 202, and none at all.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>How long each answer took, in milliseconds, while somebody wants to know.</summary>
    public ConcurrentQueue<double>? Times { get; set; }

    /// <summary>Requests whose connection died before the answer: a kill's doing, or a fault.</summary>
    public int Broken => broken;

    public IEnumerable<Person> People => people.SelectMany(static of => of);

    public int Acknowledged => People.Sum(static person => person.Sent.Count(static fate => fate == Fate.Acknowledged));

    public void Go() => go.TrySetResult();

    /// <summary>Waits until no request is under way.</summary>
    public async Task PauseAsync()
    {
        if (go.Task.IsCompleted)
        {
            go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // A worker says that it is busy before it looks whether it may go on.
        while (Volatile.Read(ref busy) > 0)
        {
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        isOver = true;
        Go();
        await Task.WhenAll(workers);
    }

    private async Task WorkAsync(int seed, int worker, IPEndPoint server)
    {
        var random = new Random(HashCode.Combine(seed, worker));
        var mine = people[worker];
        using var connection = new BeaconConnection(server);
        while (!isOver)
        {
            Interlocked.Increment(ref busy);
            try
            {
                if (go.Task.IsCompleted && !await TrySendAsync(connection, random, mine, seed, worker))
                {
                    await Task.Delay(ConnectPause);
                }
            }
            catch (TimeoutException e)
            {
                Wrong.Enqueue(e.Message);
            }
            finally
            {
                Interlocked.Decrement(ref busy);
            }

            await go.Task;
            if (Pace > TimeSpan.Zero)
            {
                await Task.Delay(Pace);
            }
        }
    }

    private async Task<bool> TrySendAsync(BeaconConnection connection, Random random, List<Person> mine, int seed, int worker)
    {
        if (!await connection.OpenAsync())
        {
            return false;
        }

        if (mine.Count == 0 || random.Next(NewVisitorEvery) == 0)
        {
            mine.Add(new Person(seed, worker + (Connections * mine.Count)));
            await SendAsync(connection, mine[^1]);
        }
        else
        {
            await SendAsync(connection, mine[random.Next(mine.Count)]);
        }

        return true;
    }

    private async Task SendAsync(BeaconConnection connection, Person person)
    {
        var from = person.Sent.Count;
        var request = Keys is null ? person.NextRequest(Padding) : person.NextList(Keys[person.Domain]);
        var begin = TimeProvider.System.GetTimestamp();
        var status = await connection.SendAsync(request);
        Times?.Enqueue(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
        if (status == 202)
        {
            CollectionsMarshal.AsSpan(person.Sent)[from..].Fill(Fate.Acknowledged);
        }
        else if (status is null)
        {
            Interlocked.Increment(ref broken);
        }
        else
        {
            Wrong.Enqueue($"{status} to {person.Path(person.Sent.Count - 1)}");
        }
    }
}
