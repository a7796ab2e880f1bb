using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>All that was logged, exceptions too, to be searched.</summary>
internal sealed class LogList : ILogger<EventBuffer>, ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public bool Any(string text) => lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public override string ToString() => string.Join('\n', lines);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        lines.Enqueue(state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{formatter(state, exception)} {exception}");

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
