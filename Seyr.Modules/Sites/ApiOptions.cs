namespace Seyr.Sites;

/// <summary>Bounds of what programs may ask. Keys of <c>Api</c> in <c>seyr.example.json</c>.</summary>
public sealed class ApiOptions
{
    private const int MaxRequestsPerHour = 1_000_000_000;

    /// <summary>How often a key may ask for statistics or manage sites, an hour; 0: without a limit.</summary>
    public int StatsRequestsPerHour { get; set; } = 600;

    /// <summary>What is wrong, as "key: what is expected"; empty when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (StatsRequestsPerHour is < 0 or > MaxRequestsPerHour)
        {
            yield return "Api:StatsRequestsPerHour: 0 (no limit) to 1000000000";
        }
    }
}
