namespace Seyr.Ingest;

/// <summary>What is wrong with a body that is no event.</summary>
internal enum BeaconFault
{
    None,

    /// <summary>It is no JSON object.</summary>
    Json,

    /// <summary>Its name is missing, blank or too long.</summary>
    Name,

    /// <summary>Its address is missing, too long, or none of a page.</summary>
    Url,

    /// <summary>Its domains are empty, or too many.</summary>
    Domain,

    /// <summary>It is to tell of engagement, and tells of none.</summary>
    Engagement,
}

/// <summary>The same in words, for those who are told.</summary>
internal static class FaultWords
{
    /// <summary>The field, and what is wrong with it.</summary>
    public static (string Field, string What) Of(BeaconFault fault) => fault switch
    {
        BeaconFault.Json => ("request", "is no JSON object"),
        BeaconFault.Name => ("event_name", "must have 1 to 120 characters"),
        BeaconFault.Url => ("url", "must be the address of a page, of at most 2000 bytes"),
        BeaconFault.Domain => ("domain", "must name 1 to 20 domains"),
        _ => ("engagement", "needs e (milliseconds) or sd (percent)"),
    };
}
