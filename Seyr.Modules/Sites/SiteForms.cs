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
}
