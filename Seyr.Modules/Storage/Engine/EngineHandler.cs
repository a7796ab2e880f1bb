using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Seyr.Storage.Engine;

/// <summary>
/// ClickHouse's HTTP interface without the socket: what the driver would send to a server goes to the engine in this
/// process. It knows the two requests that the driver makes: a statement in the body, and an insert whose statement is
/// in the query string and whose rows are the body.
/// </summary>
internal sealed class EngineHandler(EmbeddedEngine engine) : HttpMessageHandler
{
    private const string DefaultDatabase = "default";
    private const string DefaultFormat = "RowBinaryWithNamesAndTypes";
    private const string FormatWord = " FORMAT ";

    /// <summary>Words with which a statement begins that may end with its settings.</summary>
    private static readonly string[] Settable = ["select", "with", "insert"];

    /// <summary>Names in the query string that belong to the HTTP interface; every other one is a setting.</summary>
    private static readonly HashSet<string> Interface = new(StringComparer.Ordinal)
    {
        "query", "database", "default_format", "query_id", "enable_http_compression", "session_id", "session_timeout",
        "user", "password", "role", "client_protocol_version", "wait_end_of_query", "compress", "decompress",
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fields = QueryHelpers.ParseQuery(request.RequestUri!.Query);
        string Field(string name, string otherwise) => fields.TryGetValue(name, out var value) && value.Count > 0 ? value[0]! : otherwise;

        var body = await BodyAsync(request.Content, cancellationToken);
        var settings = fields.Where(field => !Interface.Contains(field.Key) && !field.Key.StartsWith("param_", StringComparison.Ordinal))
            .Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())).ToList();
        var parameters = fields.Where(field => field.Key.StartsWith("param_", StringComparison.Ordinal))
            .Select(field => KeyValuePair.Create(field.Key["param_".Length..], field.Value.ToString())).ToList();

        var inUrl = Field("query", "");
        var database = Field("database", DefaultDatabase);
        var work = inUrl.Length > 0 && body.Length > 0
            ? Insert(inUrl, body, database, settings, cancellationToken)
            : new EngineWork
            {
                Database = database,
                Sql = WithSettings(inUrl.Length > 0 ? inUrl : Encoding.UTF8.GetString(body.Span), settings),
                Format = Field("default_format", DefaultFormat),
                Parameters = parameters,
                Cancelled = cancellationToken,
            };
        try
        {
            return Answer(request, HttpStatusCode.OK, await engine.RunAsync(work));
        }
        catch (EngineException e)
        {
            return Answer(request, HttpStatusCode.InternalServerError, Encoding.UTF8.GetBytes(e.Message));
        }
    }

    /// <summary>The body; an insert's rows stay where they are.</summary>
    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContent? content, CancellationToken cancel)
    {
        if (content is null)
        {
            return default;
        }

        using var sink = new MemorySink();
        await content.CopyToAsync(sink, cancel);
        return sink.Memory;
    }

    private static EngineWork Insert(
        string statement, ReadOnlyMemory<byte> rows, string database, List<KeyValuePair<string, string>> settings, CancellationToken cancelled)
    {
        var at = statement.LastIndexOf(FormatWord, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            throw new NotSupportedException("An insert names its format.");
        }

        return new EngineWork
        {
            Database = database,
            Sql = statement[..at] + SettingsClause(settings),
            Format = statement[(at + FormatWord.Length)..].Trim(),
            Rows = rows,
            Cancelled = cancelled,
        };
    }

    /// <summary>Settings travel in the statement: a connection is shared, and what is SET on it would stay for the next one.</summary>
    private static string WithSettings(string sql, List<KeyValuePair<string, string>> settings)
    {
        var text = sql.TrimEnd(' ', '\n', '\r', '\t', ';');
        var takesSettings = Array.Exists(Settable, word => text.AsSpan().TrimStart().StartsWith(word, StringComparison.OrdinalIgnoreCase))
            && text.Contains("select", StringComparison.OrdinalIgnoreCase);
        return takesSettings ? text + SettingsClause(settings) : text;
    }

    private static string SettingsClause(List<KeyValuePair<string, string>> settings) =>
        settings.Count == 0 ? "" : "\nSETTINGS " + string.Join(", ", settings.Select(static setting => $"{Name(setting.Key)} = {Value(setting.Value)}"));

    private static string Name(string name) =>
        name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')
            ? name
            : throw new NotSupportedException("A setting's name has letters, digits and underscores.");

    private static string Value(string value) =>
        long.TryParse(value, out _) ? value : $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new HttpResponseMessage(status) { Content = content, RequestMessage = request };
    }
}
