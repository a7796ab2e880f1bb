using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seyr.Storage.Engine;

namespace Seyr.Tests.Support;

/// <summary>
/// A server that speaks ClickHouse's HTTP interface in front of the engine, so that the driver goes over real TCP:
/// a real ClickHouse server is not to be had everywhere, and the engine behind this socket is the same one.
/// </summary>
internal sealed class EngineSocket : IAsyncDisposable
{
    private readonly WebApplication app;

    private EngineSocket(WebApplication app) => this.app = app;

    public string ConnectionString
    {
        get
        {
            var address = new Uri(app.Urls.First());
            return $"Host={address.Host};Port={address.Port};Username=default";
        }
    }

    public static EngineSocket Start(EmbeddedEngine engine, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var invoker = new HttpMessageInvoker(new EngineHandler(engine));
        app.Run(context => AnswerAsync(context, invoker));
        app.StartAsync().GetAwaiter().GetResult();
        return new EngineSocket(app);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, HttpMessageInvoker engine)
    {
        var body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var request = new HttpRequestMessage(HttpMethod.Post, context.Request.GetEncodedUrl()) { Content = new StreamContent(body) };
        using var answer = await engine.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (!answer.IsSuccessStatusCode)
        {
            context.Response.Headers["X-ClickHouse-Exception-Code"] = "1";
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
