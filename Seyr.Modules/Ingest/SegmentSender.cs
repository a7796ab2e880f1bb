using System.Data.Common;
using Microsoft.Extensions.Logging;
using Seyr.Storage;

namespace Seyr.Ingest;

/// <summary>Brings sealed segments to the event store, one after the other, each until the store has it.</summary>
internal sealed partial class SegmentSender(
    EventStore store, Spool spool, QuotaKeeper quota, IngestCounters counters, TimeProvider clock, ILogger log)
{
    private const string Table = "events";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>The last segment whose file is gone: nobody will send it again.</summary>
    private string? retired;

    /// <summary>Sends a segment; its file is gone when this returns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="cancel">Gives up; the file stays.</param>
    public async Task SendAsync(string path, int rows, CancellationToken cancel)
    {
        using var segment = OpenOrSetAside(path, rows);
        if (segment is not null && await TryDeliverAsync(segment, cancel))
        {
            counters.CountStored(segment.Rows);
            File.Delete(path);
            retired = segment.Name;
        }
    }

    /// <returns>Null: it can't be believed, and was put aside.</returns>
    public Segment? OpenOrSetAside(string path, int rows)
    {
        try
        {
            var segment = Segment.Open(path, out var lost);
            if (lost > 0)
            {
                LogTorn(Path.GetFileName(path), lost);
            }

            return segment;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            SetAside(path, rows, e.GetType().Name);
            return null;
        }
    }

    /// <returns>False: the store will never take it.</returns>
    private async Task<bool> TryDeliverAsync(Segment segment, CancellationToken cancel)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await store.InsertAsync(Table, segment.Columns, segment.Bytes, segment.Name, cancel);
                await quota.SentAsync(segment.Name, retired, segment.Use(), cancel);
                return true;
            }
            catch (RowsRefusedException e)
            {
                quota.Lost(segment.Use());
                SetAside(segment.Path, segment.Rows, e.InnerException!.GetType().Name);
                return false;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                LogAway(e is DbException { ErrorCode: var code } ? $"{e.GetType().Name} {code}" : e.GetType().Name, counters.Waiting);
                await Task.Delay(pause, clock, cancel);
            }
        }
    }

    private void SetAside(string path, int rows, string error)
    {
        counters.CountDropped(Dropped.Damaged, rows);
        counters.CountDamaged();
        LogDamaged(Path.GetFileName(path), error);
        try
        {
            spool.SetAside(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotPutAside(Path.GetFileName(path), e.GetType().Name);
        }
    }

    // Not the exceptions themselves: a store may quote the rows that it didn't like.
    [LoggerMessage(Level = LogLevel.Warning, Message = "The stores did not take a segment ({Error}); it is tried again. {Waiting} events wait.")]
    private partial void LogAway(string error, long waiting);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {File} can't be stored ({Error}); it was put into spool/damaged.")]
    private partial void LogDamaged(string file, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {File} could not be put into spool/damaged ({Error}); the next start will find it.")]
    private partial void LogNotPutAside(string file, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {File} was cut after its last whole row; {Rows} rows behind it are lost. The machine lost its power?")]
    private partial void LogTorn(string file, int rows);
}
