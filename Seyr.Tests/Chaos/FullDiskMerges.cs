using System.Data.Common;
using System.Globalization;
using Seyr.Ingest;
using Seyr.Storage;
using Seyr.Tests.Ingest;

namespace Seyr.Tests.Chaos;

/// <summary>The engine merges parts, and others take all the room of its disk in between.</summary>
internal sealed class FullDiskMerges(EventStore store, string data)
{
    private const int Rounds = 6;
    private const int Parts = 4;
    private const int RowsAPart = 10_000;
    private const int Rows = Parts * RowsAPart;
    private const int PathCharacters = 200;

    /// <summary>What a merge may reserve, and others take in a moment.</summary>
    private const int RoomMegabytes = 20;

    /// <summary>Longer than any of these merges takes.</summary>
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(1);

    public async Task RunAsync()
    {
        await new EventMigrations(store).ApplyAsync(CancellationToken.None);
        var disk = Tmpfs.MountedAt(data);
        var waited = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await FillTableAsync();
            disk.FillUp();
            disk.Leave(RoomMegabytes);
            var merge = MergeAsync();
            await Task.Delay(round);
            disk.FillUp();
            await Task.Delay(Full);
            waited += merge.IsCompleted ? 0 : 1;
            disk.Free();
            var end = await merge;
            Console.WriteLine($"round {round}: {end}");
            var rows = await AskAsync("select toString(count()) || ' ' || toString(uniqExact(path)) || ' ' || toString(sum(length(path))) from events");
            if (rows.Single() != $"{Rows} {Rows} {Rows * PathCharacters}")
            {
                throw new InvalidOperationException($"Round {round}: {rows.Single()} instead of {Rows} rows.");
            }

            await AskAsync("truncate table events");
        }

        Console.WriteLine($"{waited} merges waited");
    }

    private async Task FillTableAsync()
    {
        for (var part = 0; part < Parts; part++)
        {
            await AskAsync(string.Create(CultureInfo.InvariantCulture, $"""
                insert into events (site_id, time, name, visitor_id, path)
                select 1, now(), 'pageview', number, randomPrintableASCII({PathCharacters}) from numbers({RowsAPart})
                """));
        }
    }

    private async Task<string> MergeAsync()
    {
        try
        {
            await AskAsync("optimize table events final");
            return "merged";
        }
        catch (DbException e)
        {
            return e.Message;
        }
    }

    private Task<List<string>> AskAsync(string sql) => store.QueryAsync(sql, [], static row => row.GetString(0), CancellationToken.None);
}
