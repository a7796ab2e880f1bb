using System.Collections.Concurrent;
using System.Data.Common;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Ingest;

/// <summary>What goes wrong with an insert.</summary>
public enum Fault
{
    /// <summary>Answered with an error, and not stored.</summary>
    Refused,

    /// <summary>Stored, and answered with an error all the same: what a server that dies after its work looks like.</summary>
    StoredAndRefused,

    /// <summary>Stored, and the connection cut before the answer.</summary>
    StoredAndCut,

    /// <summary>The connection cut while the rows were still coming; nothing stored.</summary>
    CutInBody,
}

/// <summary>A real server in front of the real store, that can be stopped, started again, slow, and wrong.</summary>
internal sealed class StoreFront : IAsyncDisposable
{
    private readonly string database = TestEngine.NewDatabaseName();
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private WebApplication? app;
    private int port;

    private StoreFront()
    {
    }

    /// <summary>What befalls the next inserts, one each.</summary>
    public ConcurrentQueue<Fault> Faults { get; } = new();

    /// <summary>The inserts that reached it, in their order: the token and the rows.</summary>
    public ConcurrentQueue<(string Token, byte[] Rows)> Inserts { get; } = new();

    /// <summary>What befalls an insert for which nothing stands in the queue.</summary>
    public Func<Fault?> Weather { get; set; } = static () => null;

    /// <summary>Whether inserts are remembered; under load that would be all that was ever sent.</summary>
    public bool Remembers { get; set; } = true;

    /// <summary>What the store behind it last said against an insert.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>How another process reaches it.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Inserts wait for this before they go on.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>The store behind it, asked without a detour.</summary>
    public EventStore Behind { get; private set; } = null!;

    /// <summary>The store as its users see it.</summary>
    public EventStore Store { get; private set; } = null!;

    public static async Task<StoreFront> StartAsync()
    {
        var front = new StoreFront();
        front.Behind = TestEngine.OpenStore(EventStoreKind.Socket, front.database);
        await new EventMigrations(front.Behind).ApplyAsync(CancellationToken.None);
        await front.StartAgainAsync();
        var settings = new DbConnectionStringBuilder { ConnectionString = TestEngine.ServerConnectionString(front.database) };
        settings["Host"] = "127.0.0.1";
        settings["Port"] = front.port;
        front.ConnectionString = settings.ConnectionString;
        front.Store = EventStore.OverSocket(front.ConnectionString, new EngineOptions());
        return front;
    }

    /// <summary>Starts it on the port that it had.</summary>
    public async Task StartAgainAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null);
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        port = new Uri(app.Urls.First()).Port;
    }

    /// <summary>Stops it: nobody listens on its port any more.</summary>
    public async Task StopAsync()
    {
        await app!.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        await Store.DisposeAsync();
        await Behind.DisposeAsync();
        http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var isInsert = context.Request.Query.TryGetValue("insert_deduplication_token", out var token);
        Fault? fault = !isInsert ? null : Faults.TryDequeue(out var next) ? next : Weather();
        if (fault == Fault.CutInBody)
        {
            _ = await context.Request.Body.ReadAsync(new byte[1024], context.RequestAborted);
            context.Abort();
            return;
        }

        using var memory = new MemoryStream();
        await (context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body).CopyToAsync(memory);
        if (isInsert)
        {
            if (Remembers)
            {
                Inserts.Enqueue((token.ToString(), memory.ToArray()));
            }

            await Hold;
        }

        if (fault == Fault.Refused)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync("Code: 241. DB::Exception: as the test wanted it");
            return;
        }

        using var answer = await ForwardAsync(context.Request, memory.ToArray());
        if (isInsert && !answer.IsSuccessStatusCode)
        {
            Refusal = await answer.Content.ReadAsStringAsync();
        }

        if (fault == Fault.StoredAndCut)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = fault is null ? (int)answer.StatusCode : StatusCodes.Status500InternalServerError;
        await answer.Content.CopyToAsync(context.Response.Body);
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request, byte[] body)
    {
        var server = new DbConnectionStringBuilder { ConnectionString = TestEngine.ServerConnectionString(database) };
        var target = new UriBuilder(request.GetEncodedUrl()) { Host = (string)server["Host"], Port = int.Parse((string)server["Port"], System.Globalization.CultureInfo.InvariantCulture) };
        using var forwarded = new HttpRequestMessage(HttpMethod.Post, target.Uri) { Content = new ByteArrayContent(body) };
        if (request.Headers.Authorization is [{ } authorization, ..])
        {
            forwarded.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await http.SendAsync(forwarded);
    }
}
