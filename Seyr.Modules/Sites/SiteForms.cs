using Seyr.Web;

namespace Seyr.Sites;

/// <summary>The fields that describe a site, wherever a form has them.</summary>
internal static class SiteForms
{
    public static void CheckSite(this Form form)
    {
        form.Check("domain", Provisioning.DomainProblem);
        form.Check("timezone", Provisioning.TimeZoneProblem);
    }

    public static void Check(this Form form, string field, Func<string, string?> problem)
    {
        if (problem(form[field]) is { } why)
        {
            form.Refuse(field, why);
        }
    }
}
