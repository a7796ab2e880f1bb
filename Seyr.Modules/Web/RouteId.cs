using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Seyr.Web;

/// <summary>The number in an address of which a route says <c>{id:long}</c>.</summary>
public static class RouteId
{
    /// <summary>That of a request.</summary>
    public static long Of(HttpContext context) => long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
}
