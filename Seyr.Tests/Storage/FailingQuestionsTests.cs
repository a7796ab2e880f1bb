using System.Data.Common;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Storage;

/// <summary>A question that fails says so, and no other is answered with a piece of it.</summary>
[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class FailingQuestionsTests(EventStoreKind kind)
{
    private const string Good = "select count(), sum(number), 'x' from numbers(1000)";
    private const string Failed = "a failure that was said";

    private EventStore store = null!;

    [OneTimeSetUp]
    public async Task Open() => store = await TestEngine.NewStoreAsync(kind);

    [OneTimeTearDown]
    public async Task Close() => await store.DisposeAsync();

    [TestCase("select throwIf(number = 0), 1, 2 from numbers(10)")]
    [TestCase("select throwIf(number = 900000), toString(number), 3 from numbers(1000000) settings max_block_size = 1000")]
    [TestCase("select sum(throwIf(number = 900000)), 4, 5 from numbers(1000000)")]
    [TestCase("select count() from nowhere")]
    [TestCase("select groupArray(randomPrintableASCII(1000)), 6, 7 from numbers(300000) settings max_memory_usage = 20000000")]
    public async Task Failure_is_said_and_stays_with_its_question(string bad)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 96).Select(i => Task.Run(() => AskAsync(i % 2 == 0 ? Good : bad))));
        Assert.That(answers.Where(static (_, i) => i % 2 == 0), Has.All.EqualTo("1000 499500 x"));
        Assert.That(answers.Where(static (_, i) => i % 2 == 1), Has.All.EqualTo(Failed));
    }

    private async Task<string> AskAsync(string sql)
    {
        try
        {
            var rows = await store.QueryAsync(sql, [], static row => $"{row.GetValue(0)} {row.GetValue(1)} {row.GetValue(2)}", CancellationToken.None);
            return string.Join('\n', rows);
        }
        catch (DbException)
        {
            return Failed;
        }
        catch (Exception e) when (e is InvalidCastException or IndexOutOfRangeException or EndOfStreamException)
        {
            return $"an answer to something else ({e.Message})";
        }
    }
}
