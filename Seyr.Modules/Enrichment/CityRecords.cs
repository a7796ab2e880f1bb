using MaxMind.Db;

namespace Seyr.Enrichment;

/// <summary>An entry of a city database in MaxMind's own shape: GeoLite2-City, GeoIP2-City, DB-IP Lite.</summary>
[method: Constructor]
internal sealed record CityRecord(
    [MapKey("country")] CountryPart? Country, [MapKey("subdivisions")] IReadOnlyList<NamedPart>? Regions, [MapKey("city")] NamedPart? City);

/// <summary>Its country.</summary>
[method: Constructor]
internal sealed record CountryPart([MapKey("iso_code")] string? Code);

/// <summary>A region or a city of it.</summary>
[method: Constructor]
internal sealed record NamedPart([MapKey("iso_code")] string? Code, [MapKey("names")] Names? Names);

/// <summary>Its name in English; there are others.</summary>
[method: Constructor]
internal sealed record Names([MapKey("en")] string? English);

/// <summary>An entry of a city database in the flat shape of the packages of ip-location-db.</summary>
[method: Constructor]
internal sealed record FlatCityRecord([MapKey("country_code")] string? CountryCode, [MapKey("state1")] string? Region, [MapKey("city")] string? City);

/// <summary>An entry of a database of autonomous systems: GeoLite2-ASN, DB-IP's, ip-location-db's.</summary>
[method: Constructor]
internal sealed record AsnRecord([MapKey("autonomous_system_number")] long? Number);
