using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Seyr.Tests.Support;

/// <summary>A site that carries the snippet, on a port of its own; the browser knows it by a real host name.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestSite(WebApplication app) => this.app = app;

    public int Port => new Uri(app.Urls.First()).Port;

    /// <param name="head">What stands in the head of every page.</param>
    /// <param name="policy">A Content-Security-Policy; null: none.</param>
    /// <param name="status">The status of every page.</param>
    public static async Task<TestSite> StartAsync(string head, string? policy = null, int status = 200)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            if (policy is not null)
            {
                context.Response.Headers.ContentSecurityPolicy = policy;
            }

            context.Response.StatusCode = status;
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync($"<!doctype html><title>A page</title>{head}<h1>{context.Request.Path}</h1>");
        });
        await app.StartAsync();
        return new TestSite(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
