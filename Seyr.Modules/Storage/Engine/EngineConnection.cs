using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Seyr.Storage.Engine;

/// <summary>
/// One connection to the engine on a thread of its own, taking its work from a queue that it may share with others.
/// A thread of its own, since the engine's calls block, and the thread pool's threads are for requests.
/// </summary>
internal sealed unsafe class EngineConnection : IDisposable
{
    /// <summary>The engine's parser recurses; it is given what a process's first thread has.</summary>
    private const int StackBytes = 8 * 1024 * 1024;

    private const string Probe = "select 'clean'";

    private static readonly TimeSpan CleanPause = TimeSpan.FromMilliseconds(10);

    private readonly BlockingCollection<EngineWork> queue;
    private readonly Thread thread;
    private readonly ManualResetEventSlim pause = new();
    private nint* connection;
    private string database = "default";

    public EngineConnection(string[] arguments, BlockingCollection<EngineWork> queue, string name)
    {
        this.queue = queue;
        using var opened = new ManualResetEvent(false);
        thread = new Thread(() => Open(arguments, opened), StackBytes) { Name = name, IsBackground = true };
        thread.Start();
        opened.WaitOne();
        if (connection is null)
        {
            throw new StartException("The event store's engine did not open its directory; its own message stands above.");
        }
    }

    private static ReadOnlySpan<byte> ProbeAnswer => "clean\n"u8;

    /// <summary>Waits for the work under way (the queue must be complete) and closes.</summary>
    public void Dispose()
    {
        thread.Join();
        Libchdb.Close(connection);
        pause.Dispose();
    }

    /// <returns>Null: the engine didn't open its directory.</returns>
    private static nint* Connect(string[] arguments)
    {
        var pointers = stackalloc byte*[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        var made = Libchdb.Connect(arguments.Length, pointers);
        for (var i = 0; i < arguments.Length; i++)
        {
            Marshal.FreeCoTaskMem((nint)pointers[i]);
        }

        return made is not null && *made != 0 ? made : null;
    }

    /// <summary>The engine starts threads of its own from here.</summary>
    private void Open(string[] arguments, ManualResetEvent opened)
    {
        Niceness.BeEngine();
        connection = Connect(arguments);
        opened.Set();
        if (connection is not null)
        {
            Run();
        }
    }

    private void Run()
    {
        foreach (var work in queue.GetConsumingEnumerable())
        {
            if (work.Cancelled.IsCancellationRequested)
            {
                work.Done.TrySetCanceled(work.Cancelled);
                continue;
            }

            try
            {
                UseDatabase(work.Database);
                work.Done.TrySetResult(work.Rows is { } rows ? Insert(work, rows) : Query(work.Sql, work.Format, work.Parameters));
            }
            catch (Exception e)
            {
                work.Done.TrySetException(e);
                Clean();
            }
        }
    }

    /// <summary>
    /// What a statement had written before it failed stays in the connection, and would stand before the next statement's
    /// answer: somebody else's. So an answer that is known is asked for until it comes clean.
    /// </summary>
    private void Clean()
    {
        while (!IsClean())
        {
            pause.Wait(CleanPause);
        }
    }

    private bool IsClean()
    {
        try
        {
            return Query(Probe, "TSV", []).AsSpan().SequenceEqual(ProbeAnswer);
        }
        catch (EngineException)
        {
            return false;
        }
    }

    private void UseDatabase(string wanted)
    {
        if (wanted != database)
        {
            Query($"USE `{wanted.Replace("`", "``", StringComparison.Ordinal)}`", "Null", []);
            database = wanted;
        }
    }

    private byte[] Query(string sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var count = parameters.Count;
        var pinned = new List<GCHandle>(2 + (2 * count));
        var names = stackalloc byte*[count];
        var values = stackalloc byte*[count];
        var nameLengths = stackalloc nuint[count];
        var valueLengths = stackalloc nuint[count];
        try
        {
            for (var i = 0; i < count; i++)
            {
                // The engine reads a name up to its NUL where it is given no length, so both are there.
                names[i] = Pin(parameters[i].Key + '\0', pinned, out var nameLength);
                nameLengths[i] = nameLength - 1;
                values[i] = Pin(parameters[i].Value + '\0', pinned, out var valueLength);
                valueLengths[i] = valueLength - 1;
            }

            var text = Pin(sql, pinned, out var textLength);
            var formatText = Pin(format, pinned, out var formatLength);
            return Take(Libchdb.Query(*connection, text, textLength, formatText, formatLength, names, nameLengths, values, valueLengths, (nuint)count));
        }
        finally
        {
            pinned.ForEach(static handle => handle.Free());
        }
    }

    private byte[] Insert(EngineWork work, ReadOnlyMemory<byte> rows)
    {
        var sql = Encoding.UTF8.GetBytes(work.Sql);
        var format = Encoding.UTF8.GetBytes(work.Format);
        nint insert;
        fixed (byte* sqlText = sql, formatText = format)
        {
            insert = Libchdb.BeginInsert(*connection, sqlText, (nuint)sql.Length, formatText, (nuint)format.Length);
        }

        try
        {
            ThrowOn(Libchdb.InsertError(insert));
            fixed (byte* data = rows.Span)
            {
                if (Libchdb.Append(insert, data, (nuint)rows.Length) != 0)
                {
                    var error = Text(Libchdb.InsertError(insert)) ?? "the engine took no more rows";
                    Libchdb.CancelInsert(insert);
                    throw new EngineException(error);
                }
            }

            return Take(Libchdb.EndInsert(insert));
        }
        finally
        {
            Libchdb.DestroyInsert(insert);
        }
    }

    private static byte[] Take(nint result)
    {
        if (result == 0)
        {
            throw new EngineException("the engine gave neither a result nor an error");
        }

        try
        {
            ThrowOn(Libchdb.ResultError(result));
            return new ReadOnlySpan<byte>(Libchdb.ResultBuffer(result), checked((int)Libchdb.ResultLength(result))).ToArray();
        }
        finally
        {
            Libchdb.DestroyResult(result);
        }
    }

    private static byte* Pin(string text, List<GCHandle> pinned, out nuint length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        pinned.Add(handle);
        length = (nuint)bytes.Length;
        return (byte*)handle.AddrOfPinnedObject();
    }

    private static void ThrowOn(byte* error)
    {
        if (Text(error) is { Length: > 0 } text)
        {
            throw new EngineException(text);
        }
    }

    private static string? Text(byte* text) => text is null ? null : Marshal.PtrToStringUTF8((nint)text);
}

/// <summary>One statement, or one batch of rows, on its way to the engine.</summary>
internal sealed class EngineWork
{
    public required string Database { get; init; }

    public required string Sql { get; init; }

    public required string Format { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Set for an insert: the rows, in <see cref="Format"/>.</summary>
    public ReadOnlyMemory<byte>? Rows { get; init; }

    public CancellationToken Cancelled { get; init; }

    public TaskCompletionSource<byte[]> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The engine refused a statement; the message is its own, with its code.</summary>
internal sealed class EngineException(string message) : Exception(message);
