using Dapper;
using Seyr.Storage;

namespace Seyr.Tests.Chaos;

/// <summary>The quota's counts, as the relational store has them.</summary>
internal static class Usage
{
    /// <summary>Reads the counts of a data directory whose server has stopped.</summary>
    public static async Task<List<(long Organisation, long Events, HashSet<uint> Sites)>> ReadAsync(string path)
    {
        using var data = DataDirectory.Open(path);
        await using var store = RelationalStore.Open(new StorageOptions(), data);
        await using var connection = await store.OpenAsync(CancellationToken.None);
        var sites = (await connection.QueryAsync<(long Site, long Organisation)>("select id, organisation_id from sites")).ToLookup(static site => site.Organisation, static site => (uint)site.Site);
        var events = (await connection.QueryAsync<(long Organisation, long Events)>("select organisation_id, sum(events) from usage group by organisation_id")).ToDictionary();
        return [.. sites.Select(of => (of.Key, events.GetValueOrDefault(of.Key), of.ToHashSet()))];
    }
}
