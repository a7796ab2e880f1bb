namespace Seyr.Stats;

/// <summary>A row of an answer.</summary>
/// <param name="Keys">The values of its dimensions, in their order; empty where there is none.</param>
/// <param name="Bucket">Its bucket: seconds since 1970 of the beginning of a minute or hour; the number of the first date of a day, week or month; else 0.</param>
/// <param name="Measures">The sums of which its metrics are told.</param>
internal sealed record Row(string[] Keys, long Bucket, Measures Measures);
