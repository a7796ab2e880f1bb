using System.Reflection;
using Microsoft.Extensions.Configuration;
using Seyr.Storage;

namespace Seyr.Host;

/// <summary>Reads the configuration: defaults, then the file, then the environment. What is wrong stops the start.</summary>
internal static class Configuration
{
    private const string FileName = "seyr.json";
    private const string Prefix = "SEYR__";

    /// <param name="file">The file that was asked for; null: the one beside the program, if it is there.</param>
    /// <exception cref="StartException">A key is unknown or has a wrong value; the message names it.</exception>
    public static SeyrOptions Read(string? file)
    {
        if (file is not null && !File.Exists(file))
        {
            throw new StartException($"The configuration file {file} is not there (--config).");
        }

        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file ?? Path.Combine(AppContext.BaseDirectory, FileName)), optional: true)
                .AddEnvironmentVariables(Prefix)
                .Build();
            var options = configuration.Get<SeyrOptions>(static binder => binder.ErrorOnUnknownConfiguration = true) ?? new SeyrOptions();
            var problems = options.Problems().ToList();
            return problems.Count == 0
                ? options
                : throw new StartException("The configuration is not right:\n" + string.Join("\n", problems.Select(static problem => "  " + problem)));
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or FormatException or TargetInvocationException)
        {
            throw new StartException($"The configuration is not right: {Reason(e)}", e);
        }
    }

    /// <summary>The binder's findings in words that name the key and not our types.</summary>
    private static string Reason(Exception e) =>
        e.Message.Contains(nameof(BinderOptions.ErrorOnUnknownConfiguration), StringComparison.Ordinal)
            ? $"there is no key {e.Message[(e.Message.LastIndexOf(':') + 1)..].Trim()}; seyr.example.json has all of them."
            : e is InvalidDataException && e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message;
}
