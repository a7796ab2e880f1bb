using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Seyr.Gateway;

/// <summary>
/// SSLCommerz v4 as far as its papers tell, on this machine, under a host name of its own, with every fault at will. What was asked of it is kept.
/// </summary>
internal sealed partial class LocalGateway : IAsyncDisposable
{
    public const string StoreId = "fakes0000000001";
    public const string Password = "s3cr&t=pä ss";

    private readonly WebApplication app;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly ConcurrentDictionary<string, GatewaySession> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GatewayRefund> refunds = new(StringComparer.Ordinal);
    private int ids;

    private LocalGateway(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>What goes wrong with sessions that are opened from now on, and with answers to whatever isn't one of them.</summary>
    public GatewayFault Faults { get; set; }

    /// <summary>All that was asked, with its parameters.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public IEnumerable<GatewaySession> Sessions => sessions.Values;

    /// <summary>What it gives back.</summary>
    public IEnumerable<GatewayRefund> Refunds => refunds.Values;

    /// <summary>How late a notification is that comes late.</summary>
    public TimeSpan Late { get; set; } = TimeSpan.FromSeconds(30);

    /// <param name="port">0: any that is free.</param>
    public static async Task<LocalGateway> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var gateway = new LocalGateway(builder.Build());
        gateway.Map();
        await gateway.app.StartAsync();
        // Another site than 127.0.0.1 to a browser, so that its cookies don't come along.
        gateway.Address = new Uri(gateway.app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        return gateway;
    }

    public GatewaySession Session(string transactionId) => sessions.Values.Single(session => session.TransactionId == transactionId);

    /// <summary>Makes an attempt on the gateway's side, and tells nobody.</summary>
    public GatewayAttempt Attempt(GatewaySession session, string status)
    {
        var number = Interlocked.Increment(ref ids).ToString(CultureInfo.InvariantCulture);
        var attempt = new GatewayAttempt(status, status == "VALID" ? $"261123180000{number}val" : "", status == "CANCELLED" ? "" : $"261123180000{number}bank");
        session.Attempts.Enqueue(attempt);
        return attempt;
    }

    /// <summary>Posts to one of the session's addresses what the gateway would.</summary>
    public async Task<HttpResponseMessage> PostAsync(GatewaySession session, GatewayAttempt attempt, string channel)
    {
        using var form = new FormUrlEncodedContent(GatewayFields.Post(session, attempt, StoreId, Password));
        return await client.PostAsync(session.Fields[channel + "_url"], form);
    }

    /// <summary>Until the program is told to end.</summary>
    public Task WaitAsync() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    private void Map()
    {
        app.MapPost("/gwprocess/v4/api.php", (RequestDelegate)OpenAsync);
        app.MapGet("/validator/api/validationserverAPI.php", (RequestDelegate)ValidateAsync);
        app.MapGet("/validator/api/merchantTransIDvalidationAPI.php", (RequestDelegate)TransactionAsync);
        app.MapGet("/public/tls/", (RequestDelegate)(static context => context.Response.WriteAsync("TLS is okay")));
        app.MapGet("/EasyCheckOut/{key}", (RequestDelegate)ShowAsync);
        app.MapPost("/EasyCheckOut/{key}", (RequestDelegate)ChooseAsync);
        app.MapPost("/EasyCheckOut/{key}/faults", (RequestDelegate)SetFaultsAsync);
        app.MapPost("/EasyCheckOut/{key}/post", (RequestDelegate)PostAgainAsync);
        app.MapGet("/", (RequestDelegate)ShowAllAsync);
        app.MapPost("/faults", (RequestDelegate)SetFaultsAsync);
    }
}
