namespace Seyr.Sites;

/// <summary>A site whose visits are counted.</summary>
public sealed class Site
{
    /// <summary>Its number in both stores.</summary>
    public long Id { get; set; }

    /// <summary>The organisation that owns it.</summary>
    public long OrganisationId { get; set; }

    /// <summary>Its host name, lower case, without <c>www.</c>.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The IANA id of the time zone in which its days begin.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>How many events its organisation may use a month (UTC), the server's setting included; 0: no limit.</summary>
    public long MonthlyEvents { get; set; }

    /// <summary>Whether events past the limit are dropped.</summary>
    public bool QuotaBlocks { get; set; }

    /// <summary>Which bots are kept out; stored as the name in lower case.</summary>
    public BotFilter BotFilter { get; set; }

    /// <summary>How a site is asked for; <c>@MonthlyEvents</c> and <c>@Quota</c> are those of <see cref="SitesOptions"/>.</summary>
    internal const string Select =
        """
        select sites.id, sites.organisation_id as OrganisationId, domain, time_zone as TimeZone,
            case bot_filter when 'off' then 0 when 'strict' then 2 else 1 end as BotFilter,
            coalesce(organisations.monthly_events, @MonthlyEvents) as MonthlyEvents, coalesce(organisations.quota, @Quota) = 'block' as QuotaBlocks
        from sites join organisations on organisations.id = sites.organisation_id

        """;
}
