using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Seyr.Ingest;

/// <summary><c>GET /s.js</c>: the tracker; <c>/s.engagement.outbound.js</c>: a build with these features, in any order.</summary>
internal sealed class TrackerScript
{
    private const string Begin = "/s.";
    private const string End = ".js";
    private const int MaxPathLength = 200;

    /// <summary>Long enough to cost a visitor nothing on the next page, short enough for a new version to arrive.</summary>
    private const string CacheControl = "public, max-age=3600, stale-while-revalidate=86400";

    /// <summary>Every build, compressed when it was made; what else a browser may want is made when one does.</summary>
    private readonly Dictionary<string, byte[]> compressed = [];

    private readonly ConcurrentDictionary<string, Script> scripts = new(StringComparer.Ordinal);

    public TrackerScript()
    {
        using var stream = typeof(TrackerScript).Assembly.GetManifestResourceStream("tracker/scripts.json")!;
        using var document = JsonDocument.Parse(stream);
        foreach (var script in document.RootElement.EnumerateObject())
        {
            compressed[script.Name] = script.Value.GetBytesFromBase64();
        }
    }

    /// <summary>The build that is at a path; null: none is.</summary>
    public Script? Find(string? path)
    {
        if (path is null || path.Length > MaxPathLength || !path.StartsWith(Begin, StringComparison.Ordinal) || !path.EndsWith(End, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = path[1..].Split('.');
        var name = string.Join('.', [parts[0], .. parts[1..^1].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), parts[^1]]);
        return compressed.TryGetValue(name, out var brotli) ? scripts.GetOrAdd(name, static (_, bytes) => Script.Of(bytes), brotli) : null;
    }

    public static Task HandleAsync(HttpContext context, Script script)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        var (body, encoding) = script.Choose(context.Request.Headers.AcceptEncoding.ToString());
        var headers = context.Response.Headers;
        headers.ETag = $"\"{script.Hash}{(encoding is null ? "" : "-" + encoding)}\"";
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

    /// <summary>A build in every form that a browser may want.</summary>
    internal sealed record Script(byte[] Plain, byte[] Gzip, byte[] Brotli, string Hash)
    {
        public static Script Of(byte[] brotli)
        {
            using var plain = new MemoryStream();
            using (var reader = new BrotliStream(new MemoryStream(brotli), CompressionMode.Decompress))
            {
                reader.CopyTo(plain);
            }

            using var gzip = new MemoryStream();
            using (var writer = new GZipStream(gzip, CompressionLevel.SmallestSize))
            {
                writer.Write(plain.ToArray());
            }

            return new Script(plain.ToArray(), gzip.ToArray(), brotli, Convert.ToHexStringLower(SHA256.HashData(plain.ToArray()).AsSpan(0, 8)));
        }

        public (byte[] Body, string? Encoding) Choose(string accepted) =>
            accepted.Contains("br", StringComparison.Ordinal) ? (Brotli, "br")
            : accepted.Contains("gzip", StringComparison.Ordinal) ? (Gzip, "gzip")
            : (Plain, null);
    }
}
