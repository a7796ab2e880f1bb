namespace Seyr.Billing;

/// <summary>For how long a plan is paid at once; stored as the name in lower case.</summary>
internal enum Term
{
    /// <summary>A month.</summary>
    Month,

    /// <summary>Twelve.</summary>
    Year,
}

/// <summary>Terms as they are stored and typed.</summary>
internal static class Terms
{
    public static int Months(Term term) => term == Term.Year ? 12 : 1;

    public static string Name(Term term) => term.ToString().ToLowerInvariant();

    /// <returns>Null: there is no such term.</returns>
    public static Term? Parse(string name) => name switch
    {
        "month" => Term.Month,
        "year" => Term.Year,
        _ => null,
    };
}
