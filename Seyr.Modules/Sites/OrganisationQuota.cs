using System.Globalization;
using Dapper;
using Seyr.Storage;

namespace Seyr.Sites;

/// <summary>What an organisation may use a month (UTC), and what happens to its events past that.</summary>
public sealed class OrganisationQuota(RelationalStore store)
{
    /// <summary>Past the limit events are still counted, and the owner is told.</summary>
    public const string Soft = "soft";

    /// <summary>Past the limit events are dropped until the next month.</summary>
    public const string Block = "block";

    /// <summary>The highest limit.</summary>
    public const long MaxMonthlyEvents = 1_000_000_000_000;

    /// <summary>What takes an organisation back to the server's own setting.</summary>
    private const string ServersDefault = "default";

    /// <summary>Why this can't be a limit; null: it can.</summary>
    public static string? LimitProblem(long limit) => limit is >= 0 and <= MaxMonthlyEvents ? null : $"0 (no limit) to {MaxMonthlyEvents}";

    /// <summary>Why this can't be what happens past the limit; null: it can.</summary>
    public static string? ModeProblem(string mode) => mode is Soft or Block ? null : $"{Soft} or {Block}";

    /// <summary>The same of an option's text, which may also be <c>default</c>; null stands for an option that wasn't given.</summary>
    public static string? LimitTextProblem(string? text) =>
        text is null or ServersDefault ? null : LimitProblem(Number(text) ?? -1) is { } problem ? $"{problem}, or {ServersDefault}" : null;

    /// <inheritdoc cref="LimitTextProblem"/>
    public static string? ModeTextProblem(string? text) =>
        text is null or ServersDefault ? null : ModeProblem(text) is { } problem ? $"{problem}, or {ServersDefault}" : null;

    /// <summary>Sets what was given; a running server follows within a minute.</summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="limit">Events a month, 0 for no limit, or <c>default</c>; null: stays as it is.</param>
    /// <param name="mode">What happens past it, or <c>default</c>; null: stays as it is.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task SetAsync(long organisationId, string? limit, string? mode, CancellationToken cancel)
    {
        await using var connection = await store.OpenAsync(cancel);
        if (limit is not null)
        {
            await connection.ExecuteAsync(
                "update organisations set monthly_events = @number where id = @organisationId", new { organisationId, number = Number(limit) });
        }

        if (mode is not null)
        {
            await connection.ExecuteAsync(
                "update organisations set quota = @name where id = @organisationId", new { organisationId, name = mode == ServersDefault ? null : mode });
        }
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
