using System.Reflection;
using System.Runtime.InteropServices;

namespace Seyr.Storage.Engine;

/// <summary>The C interface of the ClickHouse engine as a library, as far as Seyr calls it.</summary>
internal static unsafe partial class Libchdb
{
    private const string Name = "chdb";
    private const string FileName = "libchdb.so";

    static Libchdb() => NativeLibrary.SetDllImportResolver(typeof(Libchdb).Assembly, Resolve);

    [LibraryImport(Name, EntryPoint = "chdb_set_signal_handlers_enabled")]
    public static partial void SetSignalHandlersEnabled(int enabled);

    /// <returns>A pointer to the connection's handle; the calls below take the handle, <see cref="Close"/> the pointer.</returns>
    [LibraryImport(Name, EntryPoint = "chdb_connect")]
    public static partial nint* Connect(int count, byte** arguments);

    [LibraryImport(Name, EntryPoint = "chdb_close_conn")]
    public static partial void Close(nint* connection);

    [LibraryImport(Name, EntryPoint = "chdb_shutdown")]
    public static partial void Shutdown();

    [LibraryImport(Name, EntryPoint = "chdb_query_with_params_n")]
    public static partial nint Query(
        nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength,
        byte** names, nuint* nameLengths, byte** values, nuint* valueLengths, nuint count);

    [LibraryImport(Name, EntryPoint = "chdb_result_buffer")]
    public static partial byte* ResultBuffer(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_length")]
    public static partial nuint ResultLength(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_error")]
    public static partial byte* ResultError(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_destroy_query_result")]
    public static partial void DestroyResult(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_stream_insert_n")]
    public static partial nint BeginInsert(nint connection, byte* sql, nuint sqlLength, byte* format, nuint formatLength);

    [LibraryImport(Name, EntryPoint = "chdb_stream_append")]
    public static partial int Append(nint insert, byte* data, nuint length);

    [LibraryImport(Name, EntryPoint = "chdb_stream_done")]
    public static partial nint EndInsert(nint insert);

    [LibraryImport(Name, EntryPoint = "chdb_stream_cancel_insert")]
    public static partial void CancelInsert(nint insert);

    [LibraryImport(Name, EntryPoint = "chdb_stream_insert_error")]
    public static partial byte* InsertError(nint insert);

    [LibraryImport(Name, EntryPoint = "chdb_destroy_insert_stream")]
    public static partial void DestroyInsert(nint insert);

    /// <summary>Loads the library, or says what to do when it is missing.</summary>
    public static void EnsureLoaded()
    {
        var path = Path.Combine(AppContext.BaseDirectory, FileName);
        if (!File.Exists(path))
        {
            throw new StartException(
                $"The event store's engine is missing: {path}. A build fetches it (npm is needed) and a release has it "
                + "beside the program: put it back there, or set Storage:Events to a ClickHouse server's connection string.");
        }

        try
        {
            NativeLibrary.Load(path);
            EngineWrites.Guard(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new StartException(
                $"The event store's engine can't be loaded: {e.Message} It is built for 64-bit x86 Linux with glibc; "
                + "elsewhere set Storage:Events to a ClickHouse server's connection string.", e);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Name ? NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, FileName)) : 0;
}
