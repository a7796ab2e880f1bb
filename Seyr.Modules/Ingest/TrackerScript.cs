using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Seyr.Ingest;

/// <summary><c>GET /s.js</c>: the tracker, compressed when it was built.</summary>
internal sealed class TrackerScript
{
    public const string Path = "/s.js";

    /// <summary>Long enough to cost a visitor nothing on the next page, short enough for a new version to arrive.</summary>
    private const string CacheControl = "public, max-age=3600, stale-while-revalidate=86400";

    private readonly byte[] plain = Read("tracker/s.js");
    private readonly byte[] gzip = Read("tracker/s.js.gz");
    private readonly byte[] brotli = Read("tracker/s.js.br");
    private readonly string hash;

    public TrackerScript() => hash = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 8));

    public Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        var (body, encoding) = Choose(context.Request.Headers.AcceptEncoding.ToString());
        var headers = context.Response.Headers;
        headers.ETag = $"\"{hash}{(encoding is null ? "" : "-" + encoding)}\"";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = CacheControl;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.AccessControlAllowOrigin = "*";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(headers.ETag.ToString(), StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private (byte[] Body, string? Encoding) Choose(string accepted) =>
        accepted.Contains("br", StringComparison.Ordinal) ? (brotli, "br")
        : accepted.Contains("gzip", StringComparison.Ordinal) ? (gzip, "gzip")
        : (plain, null);

    private static byte[] Read(string resource)
    {
        using var stream = typeof(TrackerScript).Assembly.GetManifestResourceStream(resource)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
