using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using MaxMind.Db;

namespace Seyr.Enrichment;

/// <summary>
/// A database in MaxMind's format that the operator gives. It is read through a mapped copy without a name: whatever is
/// done to the file itself, a page of the mapping is never taken away, which would end the process. Who looks something up
/// holds it meanwhile, so that it isn't unmapped under them.
/// </summary>
internal sealed class MmdbFile : IDisposable
{
    private readonly Reader reader;
    private int users = 1;

    private MmdbFile(Reader reader) => this.reader = reader;

    /// <summary>Opens a database.</summary>
    /// <param name="path">The file.</param>
    /// <param name="copy">Where the copy is made.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static MmdbFile Open(string path, string copy)
    {
        File.Copy(path, copy, overwrite: true);
        try
        {
            return new MmdbFile(new Reader(copy, FileAccessMode.MemoryMapped));
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new InvalidDataException("no database in MaxMind's format, or half of one", e);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Whether any of the first entries is a <typeparamref name="T"/> by a condition.</summary>
    public bool Has<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(Func<T, bool> condition)
        where T : class
    {
        const int Enough = 1_000;
        try
        {
            return reader.FindAll<T>(cacheSize: 16).Take(Enough).Any(entry => condition(entry.Data));
        }
        catch (Exception e) when (IsDamage(e))
        {
            return false;
        }
    }

    /// <summary>What the database has of an address; null: nothing, or nothing that makes sense.</summary>
    /// <param name="address">Not an IPv4 address in the form of IPv6.</param>
    /// <param name="prefixLength">How many bits of it the answer is true of.</param>
    public T? Find<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IPAddress address, out int prefixLength)
        where T : class
    {
        prefixLength = 0;
        if (!TryHold())
        {
            return null;
        }

        try
        {
            var isBeyond = reader.Metadata.IPVersion == 4 && address.AddressFamily == AddressFamily.InterNetworkV6;
            return isBeyond ? null : reader.Find<T>(address, out prefixLength);
        }
        catch (Exception e) when (IsDamage(e))
        {
            return null;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Lets it go; the last one closes it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            reader.Dispose();
        }
    }

    private bool TryHold()
    {
        for (var count = Volatile.Read(ref users); count > 0; count = Volatile.Read(ref users))
        {
            if (Interlocked.CompareExchange(ref users, count + 1, count) == count)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the reader throws at a file that is no database, or a damaged one.</summary>
    private static bool IsDamage(Exception e) =>
        e is InvalidDatabaseException or DeserializationException or ArgumentException or IndexOutOfRangeException or InvalidCastException
            or OverflowException or FormatException or InvalidOperationException or NotSupportedException or KeyNotFoundException;
}
