using System.Collections.Concurrent;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Seyr.Web;

/// <summary>
/// Style sheets, scripts and pictures, embedded in the modules' assemblies. Each address carries a hash of the content,
/// so a browser may keep what it has for ever.
/// </summary>
public sealed class Assets
{
    /// <summary>The route under which assets are served.</summary>
    public const string Route = "/assets/{name}";

    private const string Prefix = "assets/";
    private const string ForEver = "public, max-age=31536000, immutable";

    private readonly Dictionary<string, Asset> all = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> compressed = new(StringComparer.Ordinal);

    /// <summary>Gathers the assets of the assemblies.</summary>
    public Assets(IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            foreach (var resource in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
            {
                var name = resource[Prefix.Length..];
                all.Add(name, Read(assembly, resource));
            }
        }
    }

    /// <summary>The address of an asset.</summary>
    public string this[string name] => $"/assets/{name}?v={all[name].Hash}";

    /// <summary>Answers a request for an asset.</summary>
    public Task ServeAsync(HttpContext context)
    {
        if (context.Request.RouteValues["name"] is not string name || !all.TryGetValue(name, out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var headers = context.Response.Headers;
        headers.ETag = $"\"{asset.Hash}\"";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = context.Request.Query["v"] == asset.Hash ? ForEver : "no-cache";
        if (context.Request.Headers.IfNoneMatch == headers.ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = asset.ContentType;
        var body = asset.Body;
        if (asset.IsText && context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            headers.ContentEncoding = "br";
            body = compressed.GetOrAdd(name, static (_, text) => Compress(text), asset.Body);
        }

        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static Asset Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var body = memory.ToArray();
        var type = Path.GetExtension(resource) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            _ => "application/octet-stream",
        };
        return new Asset(body, type, Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8)), type != "image/png");
    }

    private static byte[] Compress(byte[] text)
    {
        using var memory = new MemoryStream();
        using (var brotli = new BrotliStream(memory, CompressionLevel.SmallestSize))
        {
            brotli.Write(text);
        }

        return memory.ToArray();
    }

    private sealed record Asset(byte[] Body, string ContentType, string Hash, bool IsText);
}
