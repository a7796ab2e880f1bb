using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Seyr.Ingest;

/// <summary>The whole of a list of events as it came, in borrowed memory. It has addresses of visitors, so it is wiped when it is given back.</summary>
internal sealed class Body : IDisposable
{
    private const int FirstBytes = 64 * 1024;

    /// <summary>A body holds memory while it comes: the largest may take a minute.</summary>
    private static readonly MinDataRate Slowest = new(ToldEvents.MaxBodyBytes / 60.0, TimeSpan.FromSeconds(5));

    private byte[] memory;
    private int length;

    private Body(int expected) => memory = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlyMemory<byte> Bytes => memory.AsMemory(0, length);

    /// <summary>Reads it.</summary>
    /// <returns>Null: it is larger than it may be.</returns>
    public static async Task<Body?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Kestrel counts the sizes of chunks too; what counts for us are the bytes of the body.
            limit.MaxRequestBodySize = 2 * ToldEvents.MaxBodyBytes;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = Slowest;
        }

        // One more byte than it says, in which its end is found.
        var body = new Body((int)(context.Request.ContentLength ?? FirstBytes) + 1);
        var isWhole = false;
        try
        {
            isWhole = await body.FillAsync(context);
            return isWhole ? body : null;
        }
        finally
        {
            if (!isWhole)
            {
                body.Dispose();
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(memory, clearArray: true);
        memory = [];
        length = 0;
    }

    private async Task<bool> FillAsync(HttpContext context)
    {
        while (await context.Request.Body.ReadAsync(memory.AsMemory(length), context.RequestAborted) is > 0 and var read)
        {
            length += read;
            if (length > ToldEvents.MaxBodyBytes)
            {
                return false;
            }

            if (length == memory.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(2 * length);
                memory.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(memory, clearArray: true);
                memory = larger;
            }
        }

        return true;
    }
}
