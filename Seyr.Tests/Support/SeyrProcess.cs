using System.Collections.Concurrent;
using System.Diagnostics;

namespace Seyr.Tests.Support;

/// <summary>
/// The program as a process of its own: the published binary where SEYR_BINARY names one, else the one that was built
/// beside the tests.
/// </summary>
internal sealed class SeyrProcess : IAsyncDisposable
{
    private const string Running = "Seyr is running: ";
    private const string SetUp = "Set it up here (this address works once): ";

    private const string Demo = "Sign in as demo@demo.example with the password ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> setUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> demoPassword = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SeyrProcess(Process process) => this.process = process;

    public static string Binary => Environment.GetEnvironmentVariable("SEYR_BINARY") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "seyr");

    public Uri Address => address.Task.Result;

    /// <summary>The set-up address; only a fresh server prints one.</summary>
    public Task<Uri> SetUpAddress => setUp.Task.WaitAsync(Patience);

    /// <summary>The password of the demo's account; only a demo prints one, a moment after its address.</summary>
    public Task<string> DemoPassword => demoPassword.Task.WaitAsync(Patience);

    /// <summary>All that it has written so far.</summary>
    public string Log => string.Join('\n', lines);

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public static async Task<SeyrProcess> StartAsync(string dataDirectory, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
    {
        var started = Launch(dataDirectory, settings, arguments);
        await started.ReadyAsync();
        return started;
    }

    /// <summary>Starts it where it may have no more than so many files and connections open.</summary>
    public static async Task<SeyrProcess> StartWithFilesAsync(int files, string dataDirectory, IReadOnlyDictionary<string, string>? settings = null)
    {
        var info = Info(dataDirectory, settings, []);
        info.FileName = "/bin/sh";
        foreach (var argument in new[] { "-c", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ulimit -n {files}; exec \"$0\""), Binary })
        {
            info.ArgumentList.Add(argument);
        }

        var started = Launch(info);
        await started.ReadyAsync();
        return started;
    }

    /// <summary>Begins it, and doesn't wait until it answers.</summary>
    public static SeyrProcess Launch(string dataDirectory, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments) =>
        Launch(Info(dataDirectory, settings, arguments));

    private static SeyrProcess Launch(ProcessStartInfo info)
    {
        var started = new SeyrProcess(new Process { StartInfo = info, EnableRaisingEvents = true });
        started.process.OutputDataReceived += (_, line) => started.Take(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.Take(line.Data);
        started.process.Exited += (_, _) => started.address.TrySetException(new InvalidOperationException($"It ended: {started.Log}"));
        started.process.Start();
        started.process.StandardInput.Close();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public Task ReadyAsync() => address.Task.WaitAsync(Patience);

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(
        string dataDirectory, IReadOnlyDictionary<string, string>? settings, string input, params string[] arguments) =>
        RunAsync(Info(dataDirectory, settings, arguments), input);

    /// <summary>Runs a command of a copy of the program to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunBinaryAsync(string binary, string dataDirectory, params string[] arguments)
    {
        var info = Info(dataDirectory, null, arguments);
        info.FileName = binary;
        return RunAsync(info, "");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo info, string input)
    {
        using var process = Process.Start(info)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static ProcessStartInfo Info(string dataDirectory, IReadOnlyDictionary<string, string>? settings, string[] arguments)
    {
        var info = new ProcessStartInfo(Binary, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        info.Environment["SEYR__Listen"] = "http://127.0.0.1:0";
        info.Environment["SEYR__DataDirectory"] = dataDirectory;
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            info.Environment["SEYR__" + key] = value;
        }

        return info;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (line.StartsWith(Running, StringComparison.Ordinal))
        {
            address.TrySetResult(new Uri(line[Running.Length..]));
        }
        else if (line.StartsWith(SetUp, StringComparison.Ordinal))
        {
            setUp.TrySetResult(new Uri(line[SetUp.Length..]));
        }
        else if (line.StartsWith(Demo, StringComparison.Ordinal))
        {
            demoPassword.TrySetResult(line[Demo.Length..]);
        }
    }
}
