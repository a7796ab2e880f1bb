using System.Net;
using System.Net.Sockets;
using System.Text;
using Seyr.Host;
using Seyr.Tests.Support;

namespace Seyr.Tests.Host;

/// <summary>The bounds on connections, headers and bodies, on the running program.</summary>
[Category("Published")]
internal sealed class ConnectionsTests : ServerFixture
{
    private const string Good = """{"n":"pageview","u":"https://ann.test/","d":"ann.test"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Headers_have_bounds()
    {
        var many = string.Concat(Enumerable.Range(0, 10_001).Select(static i => $"X-{i}: y\r\n"));
        var large = $"X-Large: {new string('x', 40 * 1024)}\r\n";
        Assert.That(await AnswerAsync($"POST /i HTTP/1.1\r\nHost: x\r\n{many}\r\n"), Does.StartWith("HTTP/1.1 431"));
        Assert.That(await AnswerAsync($"POST /i HTTP/1.1\r\nHost: x\r\n{large}\r\n"), Does.StartWith("HTTP/1.1 431"));
        Assert.That(await AnswerAsync($"POST /i?{new string('x', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n"), Does.StartWith("HTTP/1.1 414"));
    }

    [TestCase("text of a megabyte")]
    [TestCase("10,000 deep")]
    public async Task Bodies_have_bounds(string what)
    {
        var value = what.StartsWith("text", StringComparison.Ordinal) ? '"' + new string('x', 1024 * 1024) + '"' : new string('[', 10_000) + new string(']', 10_000);
        using var visitor = NewVisitor();
        var answer = await visitor.SendAsync(Good[..^1] + $",\"p\":{value}}}");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task Body_with_two_lengths_ends_the_connection_and_smuggles_nothing()
    {
        var answer = await AnswerAsync("POST /i HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.That(answer.Split("HTTP/1.1 "), Has.Length.EqualTo(2), answer);
        Assert.That(answer, Does.Contain("Connection: close"));
    }

    [Test]
    public async Task Chunks_without_end_are_read_to_the_bound_and_no_further()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var sender = await SlowSender.OpenAsync(Seyr.Address.Port, "POST /i HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        var answer = sender.ReadToEndAsync(patience.Token);
        var chunk = Encoding.ASCII.GetBytes("400\r\n" + new string('x', 1_024) + "\r\n");
        try
        {
            while (!answer.IsCompleted)
            {
                await sender.SendAsync(chunk, patience.Token);
            }
        }
        catch (SocketException)
        {
            // The server closed.
        }

        Assert.That(await answer, Does.StartWith("HTTP/1.1 202").And.Contain("Connection: close").Or.Empty);
    }

    [Test]
    public async Task A_trailer_that_cannot_be_read_is_no_error_of_ours()
    {
        var answer = await AnswerAsync("POST /i HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: \0\r\n\r\n");
        Assert.That(answer, Is.Empty.Or.StartWith("HTTP/1.1 4"));
        Assert.That(Seyr.Log, Does.Not.Contain("xception").And.Not.Contain("fail:"));
    }

    [Test]
    public async Task A_user_agent_of_any_bytes_is_a_user_agent()
    {
        var agent = Encoding.Latin1.GetString([.. Enumerable.Range(0x80, 0x80).Select(static i => (byte)i)]);
        Assert.That(await AnswerAsync($"POST /i HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: {agent}\r\nContent-Length: {Good.Length}\r\n\r\n{Good}"), Does.StartWith("HTTP/1.1 202"));
    }

    [Test]
    [Platform("Linux")]
    public void A_crash_leaves_no_core_dump() => Assert.That(ProcessFiles.Limit(Seyr.Id, "Max core file size"), Is.EqualTo(("0", "0")));

    [TestCase(long.MaxValue, 16_384)]
    [TestCase(1_048_576, 16_384)]
    [TestCase(20_000, 16_384)]
    [TestCase(16_384, 14_336)]
    [TestCase(4_096, 2_048)]
    [TestCase(1_024, 512)]
    public void Connections_leave_the_stores_their_files(long files, long connections) => Assert.That(Connections.MostWith(files), Is.EqualTo(connections));

    [Test]
    [Platform("Linux")]
    public async Task Whoever_takes_all_connections_of_one_address_takes_none_of_another()
    {
        // Half of the files that the process may open are for connections.
        const int Files = 1_000;
        var data = Directory.CreateTempSubdirectory("seyr-connections-").FullName;
        var other = Ports.Free();
        var settings = new Dictionary<string, string> { ["Listen"] = $"http://127.0.0.1:0;http://127.0.0.1:{other}" };
        await using (var seyr = await SeyrProcess.StartWithFilesAsync(Files, data, settings))
        {
            var greedy = await SlowSender.OpenAsync(seyr.Address.Port, Files);
            Assert.That(await EventuallyOpenAsync(greedy), Is.EqualTo(Files / 2));

            using var owner = new Visitor(new Uri($"http://127.0.0.1:{other}/"));
            Assert.That(await owner.GetTextAsync("/health/ready"), Is.EqualTo("ready"), "the stores have files left");
            using var late = new Visitor(seyr.Address);
            Assert.ThrowsAsync<HttpRequestException>(() => late.GetAsync("/health/live"));

            greedy.ForEach(static sender => sender.Dispose());
            await EventuallyServedAsync(seyr.Address);
            Assert.That(seyr.Log, Does.Not.Contain("xception").And.Not.Contain("fail:"));
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task<int> EventuallyOpenAsync(List<SlowSender> senders)
    {
        for (var attempt = 0; attempt < 100 && senders.Count(static sender => sender.IsOpen) > senders.Count / 2; attempt++)
        {
            await Task.Delay(100);
        }

        return senders.Count(static sender => sender.IsOpen);
    }

    private static async Task EventuallyServedAsync(Uri address)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var visitor = new Visitor(address);
                Assert.That(await visitor.GetTextAsync("/health/live"), Is.EqualTo("live"));
                return;
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task<string> AnswerAsync(string request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var sender = await SlowSender.OpenAsync(Seyr.Address.Port);
        try
        {
            await sender.SendAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        }
        catch (SocketException)
        {
            // It had heard enough.
        }

        return await sender.ReadToEndAsync(patience.Token);
    }
}
