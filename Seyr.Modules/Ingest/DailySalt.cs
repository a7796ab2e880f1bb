using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Seyr.Ingest;

/// <summary>
/// The secret under which visitors are told apart for one UTC day: 256 random bits, in memory and, so that a restart
/// doesn't break the day, in a file on tmpfs. It is destroyed when the day ends; only for the time that a visit may
/// still cross midnight is the day before's kept.
/// </summary>
internal sealed class DailySalt : IDisposable
{
    public const int Bytes = 32;

    /// <summary>How long into the new day the old salt lives: a visit's longest pause.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(30);

    private const int RecordBytes = sizeof(int) + Bytes;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TimeProvider clock;
    private readonly string? file;
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private Salt current;
    private Salt? previous;

    /// <param name="clock">Tells the day.</param>
    /// <param name="file">A file on tmpfs; null: memory only.</param>
    public DailySalt(TimeProvider clock, string? file)
    {
        this.clock = clock;
        this.file = file;
        var today = Today();
        foreach (var kept in Load())
        {
            if (kept.Day == today)
            {
                current = kept;
            }
            else if (kept.Day == today - 1 && IsOverlap())
            {
                previous = kept;
            }
            else
            {
                kept.Destroy();
            }
        }

        current = current.Day == 0 ? Salt.New(today) : current;
        Save();
        timer = clock.CreateTimer(_ => Advance(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <summary>Whether a restart would find the salt.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Computes with today's salt, and, shortly after midnight, with yesterday's.</summary>
    /// <param name="id">Makes an id from a salt.</param>
    /// <param name="state">What it needs.</param>
    /// <returns>Today's id, and yesterday's or null.</returns>
    public (ulong Today, ulong? Yesterday) Compute<TState>(Func<ReadOnlySpan<byte>, TState, ulong> id, TState state)
        where TState : allows ref struct
    {
        Advance();
        lock (gate)
        {
            return (id(current.Value, state), previous is { } old ? id(old.Value, state) : null);
        }
    }

    /// <summary>Moves to the present day; called with every event, and every minute without any.</summary>
    public void Advance()
    {
        var today = Today();
        if (today == Volatile.Read(ref current.Day) && (previous is null || IsOverlap()))
        {
            return;
        }

        lock (gate)
        {
            // A clock that was set back over midnight keeps the salt that it has: a salt once destroyed never returns.
            // One that was set back further was wrong before, and its salt must not live until that day really comes.
            if (today > current.Day || today < current.Day - 1)
            {
                previous?.Destroy();
                previous = null;
                if (today == current.Day + 1 && IsOverlap())
                {
                    previous = current;
                }
                else
                {
                    current.Destroy();
                }

                current = Salt.New(today);
                Save();
            }

            if (previous is { } old && !IsOverlap())
            {
                old.Destroy();
                previous = null;
                Save();
            }
        }
    }

    /// <summary>Destroys what is in memory; the file stays for the next start of the same day.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            current.Destroy();
            previous?.Destroy();
        }
    }

    private int Today() => (int)(clock.GetUtcNow().ToUnixTimeSeconds() / 86_400);

    private bool IsOverlap() => clock.GetUtcNow().TimeOfDay < Overlap;

    private List<Salt> Load()
    {
        var salts = new List<Salt>();
        if (file is null || !File.Exists(file))
        {
            return salts;
        }

        var bytes = ReadOwn(file);
        for (var at = 0; at + RecordBytes <= bytes.Length; at += RecordBytes)
        {
            salts.Add(Salt.From(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)), bytes.AsSpan(at + sizeof(int), Bytes)));
        }

        CryptographicOperations.ZeroMemory(bytes);
        return salts;
    }

    /// <summary>
    /// The file's bytes. In a directory that all may write, anybody may have put a file there with a salt that they know:
    /// one that others may read or write, or a link, is not believed, and goes.
    /// </summary>
    private static byte[] ReadOwn(string path)
    {
        try
        {
            if (new FileInfo(path).LinkTarget is null && (OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == OwnerOnly))
            {
                return File.ReadAllBytes(path);
            }

            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is somebody else's. It can't be written either, as Save will find.
        }

        return [];
    }

    /// <summary>
    /// Overwrites the file in place, so that no old page of it stays behind. A file that can't be written costs a
    /// restart its day, and nothing else.
    /// </summary>
    private void Save()
    {
        try
        {
            Write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            IsKept = false;
        }
    }

    private void Write()
    {
        if (file is null)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[2 * RecordBytes];
        bytes.Clear();
        current.WriteTo(bytes);
        previous?.WriteTo(bytes[RecordBytes..]);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(file, options);
        if (!OperatingSystem.IsWindows())
        {
            // Only the owner may do this: a file of somebody else's gets no salt.
            File.SetUnixFileMode(stream.SafeFileHandle, OwnerOnly);
        }

        stream.Write(bytes);
        stream.SetLength(bytes.Length);
        CryptographicOperations.ZeroMemory(bytes);
        IsKept = true;
    }

    private struct Salt
    {
        public int Day;

        public byte[] Value;

        public static Salt New(int day)
        {
            var salt = new Salt { Day = day, Value = GC.AllocateArray<byte>(Bytes, pinned: true) };
            RandomNumberGenerator.Fill(salt.Value);
            return salt;
        }

        public static Salt From(int day, ReadOnlySpan<byte> value)
        {
            var salt = new Salt { Day = day, Value = GC.AllocateArray<byte>(Bytes, pinned: true) };
            value.CopyTo(salt.Value);
            return salt;
        }

        public readonly void Destroy() => CryptographicOperations.ZeroMemory(Value);

        public readonly void WriteTo(Span<byte> target)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target, Day);
            Value.CopyTo(target[sizeof(int)..]);
        }
    }
}
