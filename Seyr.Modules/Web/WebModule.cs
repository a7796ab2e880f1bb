using System.Reflection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Seyr.Web;

/// <summary>The parts that all pages share: layout, forms, assets, headers.</summary>
public static class WebModule
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "form-action 'self'; base-uri 'none'; " + NoFrames;

    private const string NoFrames = "frame-ancestors 'none'";

    /// <summary>Registers them, with the assets of the given assemblies and of this one.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services, WebOptions options, params Assembly[] assetAssemblies)
    {
        services.AddSingleton(options).AddSingleton<Outbound>();
        services.AddSingleton(new Assets([typeof(WebModule).Assembly, .. assetAssemblies]));
        // Under HTTPS too: what a page keeps secret, the token of its forms, is another text in each answer.
        services.AddResponseCompression(static options => (options.EnableForHttps, options.MimeTypes) = (true, ["text/html"]));
        services.AddAntiforgery(static options =>
        {
            options.FormFieldName = Frame.FormTokenField;
            options.HeaderName = null;
            options.SuppressXFrameOptionsHeader = true;
            options.Cookie = new CookieBuilder
            {
                Name = "seyr-form",
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                SecurePolicy = CookieSecurePolicy.SameAsRequest,
                IsEssential = true,
            };
        });
        return services;
    }

    /// <summary>Headers that every answer carries, and pages compressed.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) =>
        app.UseResponseCompression().Use(static (context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000";
            }

            return next(context);
        });

    /// <summary>Lets pages be written as whoever reads them writes numbers and dates.</summary>
    public static IApplicationBuilder UseLocale(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        Locale.Use(Locale.Of(context.Request));
        await next(context);
    });

    /// <summary>Lets pages of these hosts show this answer in a frame, which else none may.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="hosts">Hosts as they stand in a Content-Security-Policy; checked by the caller.</param>
    public static void AllowFrames(HttpContext context, IEnumerable<string> hosts)
    {
        if (string.Join(' ', hosts) is { Length: > 0 } list)
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy.Replace(NoFrames, $"frame-ancestors {list}", StringComparison.Ordinal);
        }
    }

    /// <summary>Serves the assets.</summary>
    public static void MapWeb(this IEndpointRouteBuilder routes, Assets assets) =>
        routes.MapMethods(Assets.Route, ["GET", "HEAD"], (RequestDelegate)assets.ServeAsync).AllowAnonymous();
}
