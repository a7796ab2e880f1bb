using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Seyr.Tests.Support;

/// <summary>Somebody else's server on an address of this machine: it answers as a test says, and remembers what it was asked.</summary>
internal sealed class Responder : IAsyncDisposable
{
    private readonly WebApplication app;

    private Responder(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>Paths that were asked for, and with which cookies.</summary>
    public ConcurrentQueue<(string Path, string Cookie)> Asked { get; } = new();

    public static async Task<Responder> StartAsync(RequestDelegate answer, string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        var responder = new Responder(builder.Build());
        responder.app.Run(context =>
        {
            responder.Asked.Enqueue((context.Request.Path, context.Request.Headers.Cookie.ToString()));
            return answer(context);
        });
        await responder.app.StartAsync();
        return responder;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
