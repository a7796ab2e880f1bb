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

    /// <summary>When its organisation's months of use begin, in milliseconds since 1970; null: with the calendar's.</summary>
    public long? CycleAnchor { get; set; }

    /// <summary>Whether its numbers aren't shown, since its organisation is beyond its limit too often; see <see cref="OrganisationLocks"/>.</summary>
    public bool IsLocked { get; set; }

    /// <summary>Which bots are kept out; stored as the name in lower case.</summary>
    public BotFilter BotFilter { get; set; }

    /// <summary>Addresses and ranges that are kept out, a line each.</summary>
    public string ShieldAddresses { get; set; } = "";

    /// <summary>Countries that are kept out, a line each.</summary>
    public string ShieldCountries { get; set; } = "";

    /// <summary>Pages that are kept out, a line each.</summary>
    public string ShieldPages { get; set; } = "";

    /// <summary>Hosts on which it is counted, a line each; empty: on all.</summary>
    public string AllowedHostnames { get; set; } = "";

    /// <summary>Parameters that make a page another one, a line each.</summary>
    public string KeptParameters { get; set; } = "";

    /// <summary>Whether a slash at a page's end is dropped.</summary>
    public bool TrimsSlash { get; set; }

    /// <summary>Whether pages are counted in lower case.</summary>
    public bool FoldsCase { get; set; }

    /// <summary>What is kept out besides bots, ready to be asked.</summary>
    public Shield Shield => shield ??= new Shield(ShieldAddresses, ShieldCountries, ShieldPages, AllowedHostnames);

    /// <summary>How pages are counted, ready to be asked.</summary>
    public PageRules PageRules => pageRules ??= new PageRules(TrimsSlash, FoldsCase, KeptParameters);

    /// <summary>The month of its organisation's use that a day is in, numbered as <see cref="Usage.DayOf"/> does it.</summary>
    public Cycle CycleAt(int day)
    {
        var known = cycle;
        return known is not null && day >= known.First && day <= known.Last
            ? known : cycle = Cycle.Of(CycleAnchor, new DateOnly(day / 10_000, day / 100 % 100, day % 100));
    }

    private Cycle? cycle;
    private Shield? shield;
    private PageRules? pageRules;

    /// <summary>What the one who asked may do with it; where nobody did, as in <see cref="SiteDirectory"/>, nothing.</summary>
    public Role Role { get; set; }

    private const string Columns =
        """
        select sites.id, sites.organisation_id as OrganisationId, domain, time_zone as TimeZone,
            case bot_filter when 'off' then 0 when 'strict' then 2 else 1 end as BotFilter,
            shield_addresses as ShieldAddresses, shield_countries as ShieldCountries, shield_pages as ShieldPages, allowed_hostnames as AllowedHostnames,
            kept_parameters as KeptParameters, trims_slash as TrimsSlash, folds_case as FoldsCase,
            coalesce(organisations.monthly_events, case when @HasPlans then plan_monthly_events end, @MonthlyEvents) as MonthlyEvents,
            coalesce(organisations.quota, case when @HasPlans then plan_quota end, @Quota) = 'block' as QuotaBlocks,
            case when @HasPlans then plan_anchor end as CycleAnchor,
            case when @HasPlans then locked_at is not null else false end as IsLocked
        """;

    private const string From = "\nfrom sites join organisations on organisations.id = sites.organisation_id\n";

    /// <summary>How a site is asked for; <c>@MonthlyEvents</c>, <c>@Quota</c> and <c>@HasPlans</c> are those of <see cref="SitesOptions"/>.</summary>
    internal const string Select = Columns + From;

    /// <summary>The same with a role, from a joined table's <c>level</c>.</summary>
    internal const string SelectWithRole = Columns + ", level as Role" + From;
}
