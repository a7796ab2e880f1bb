using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Seyr.Billing;

/// <summary>
/// Asks a gateway over HTTP. Some want their password in the address, so no address, query or exception of a call leaves this class:
/// what went wrong is told by the path and the kind of error alone, and no redirect is followed.
/// </summary>
internal sealed partial class GatewayHttp : IDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;

    private readonly HttpClient client;
    private readonly ILogger<GatewayHttp> log;

    /// <param name="address">The gateway's.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <param name="log">What went wrong.</param>
    public GatewayHttp(Uri address, TimeSpan patience, ILogger<GatewayHttp> log)
    {
        this.log = log;
        // Without propagation there is no activity that would carry the address to a listener.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        client = new HttpClient(handler) { BaseAddress = address, Timeout = patience, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    /// <summary>Asks with parameters in the address.</summary>
    /// <returns>Null: no answer, or none that is JSON.</returns>
    public async Task<JsonDocument?> GetAsync(string path, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancel)
    {
        using var query = new FormUrlEncodedContent(parameters);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?{await query.ReadAsStringAsync(cancel)}");
        return await SendAsync(path, request, cancel);
    }

    /// <summary>Asks with parameters in a form.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<JsonDocument?> PostAsync(string path, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(parameters) };
        return await SendAsync(path, request, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<JsonDocument?> SendAsync(string path, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.SendAsync(request, cancel);
            if (answer.IsSuccessStatusCode)
            {
                return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            }

            NotUnderstood(path, $"status {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            NotUnderstood(path, e.GetType().Name);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment gateway gave no answer to {Path} that can be understood ({Why}).")]
    private partial void NotUnderstood(string path, string why);
}
