namespace Seyr.Enrichment;

/// <summary>Where an address is; empty strings for what isn't known.</summary>
/// <param name="Country">By ISO 3166-1 alpha-2: "BD".</param>
/// <param name="Region">By ISO 3166-2 where the database has its code ("US-CA"), else by its name in English.</param>
/// <param name="City">By its name in English.</param>
public readonly record struct Place(string Country, string Region, string City);
