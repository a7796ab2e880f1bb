using System.IO.Pipelines;

// What Kestrel alone makes of a beacon: the whole body is read, the answer is 202 and empty. The measure for Seyr's POST /i.
const long MaxBodyBytes = 1024 * 1024;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(args is [var address] ? address : "http://127.0.0.1:8081").ConfigureKestrel(static kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
});
var app = builder.Build();
app.Run(AnswerAsync);
await app.RunAsync();

static async Task AnswerAsync(HttpContext context)
{
    if (context.Request.Path.Value == "/metrics")
    {
        await context.Response.WriteAsync($"dotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes(precise: true)}\n");
        return;
    }

    if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Path.Value != "/i")
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return;
    }

    context.Response.StatusCode = StatusCodes.Status202Accepted;
    context.Response.ContentLength = 0;
    await ReadAsync(context.Request.BodyReader, context.RequestAborted);
}

static async Task ReadAsync(PipeReader reader, CancellationToken cancel)
{
    while (true)
    {
        var result = await reader.ReadAsync(cancel);
        if (result.IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.End);
            return;
        }

        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
    }
}
