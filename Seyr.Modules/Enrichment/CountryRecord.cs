using MaxMind.Db;

namespace Seyr.Enrichment;

/// <summary>An entry of the country database. The attributes have the package generate how to read it: no reflection.</summary>
[method: Constructor]
internal sealed record CountryRecord([MapKey("country_code")] string? CountryCode);
