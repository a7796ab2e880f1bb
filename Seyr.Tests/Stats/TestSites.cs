using System.Globalization;
using Seyr.Tests.Support;

namespace Seyr.Tests.Stats;

/// <summary>Sites of one organisation, each on a clock of its own.</summary>
internal static class TestSites
{
    /// <returns>Their numbers, in the order of the zones.</returns>
    public static async Task<long[]> AddAsync(TestDatabase database, IReadOnlyList<string> zones)
    {
        await using var connection = await database.Store.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "insert into organisations (name, created_at) values ('Test', 0) returning id";
        var organisation = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        var ids = new long[zones.Count];
        for (var i = 0; i < zones.Count; i++)
        {
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"insert into sites (organisation_id, domain, time_zone, created_at) values ({organisation}, 'site{i}.example', '{zones[i]}', 0) returning id");
            ids[i] = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }

        return ids;
    }
}
