using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Seyr.Tests.Support;

/// <summary>A browser without a screen: keeps cookies, fills in forms, follows nothing by itself.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient client;

    /// <param name="server">The server.</param>
    /// <param name="host">What it says the server's name is; null: its address.</param>
    public Visitor(Uri server, string? host = null)
    {
        Cookies = new CookieContainer();
        client = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = server };
        client.DefaultRequestHeaders.Host = host;
    }

    public CookieContainer Cookies { get; }

    /// <summary>A key that goes with every request.</summary>
    public string Key
    {
        set => client.DefaultRequestHeaders.Authorization = new("Bearer", value);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

    /// <summary>An answer whose body comes bit by bit, or never ends.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path) => client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

    public async Task<string> GetTextAsync(string path) => await (await GetAsync(path)).Content.ReadAsStringAsync();

    /// <summary>Opens the page that has the form, and posts it with its hidden token.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var token = Regex.Match(await GetTextAsync(page), "name=\"__form\" value=\"([^\"]+)\"").Groups[1].Value;
        return await PostAsync(action, [.. fields, ("__form", token)]);
    }

    public Task<HttpResponseMessage> PostAsync(string action, params (string Name, string Value)[] fields) =>
        client.PostAsync(action, new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))));

    public async Task<HttpResponseMessage> RequestAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        return await client.SendAsync(request);
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password, string to = "") =>
        SubmitAsync("/sign-in", "/sign-in", ("email", email), ("password", password), ("to", to));

    /// <summary>Sends a beacon as the tracker does.</summary>
    public async Task<HttpResponseMessage> SendAsync(string body, string userAgent = Chromium.UserAgent, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/i") { Content = new StringContent(body, Encoding.UTF8, "text/plain") };
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>The counters of ingest, by their names in /metrics.</summary>
    public async Task<Dictionary<string, long>> CountersAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await client.SendAsync(request);
        return (await answer.Content.ReadAsStringAsync()).Split('\n').Where(static line => line.StartsWith("seyr_", StringComparison.Ordinal))
            .Select(static line => line.Split(' ')).ToDictionary(static parts => parts[0], static parts => long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    public void Dispose() => client.Dispose();
}
