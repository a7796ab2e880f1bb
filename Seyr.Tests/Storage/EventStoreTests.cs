using System.Data.Common;
using System.Globalization;
using System.Text;
using Seyr.Storage;
using Seyr.Tests.Support;

namespace Seyr.Tests.Storage;

[TestFixture(EventStoreKind.Embedded)]
[TestFixture(EventStoreKind.Socket)]
public sealed class EventStoreTests(EventStoreKind kind)
{
    internal static readonly string[] Columns = ["site_id", "time", "name", "visitor_id", "visits"];
    private EventStore store = null!;

    [OneTimeSetUp]
    public async Task Open() => store = await TestEngine.NewStoreAsync(kind);

    [OneTimeTearDown]
    public async Task Close() => await store.DisposeAsync();

    [Test]
    public async Task Parameters_of_every_type_in_use_arrive_as_they_are()
    {
        var time = new DateTime(2026, 3, 29, 1, 59, 59, DateTimeKind.Utc);
        var rows = await store.QueryAsync(
            "select {text:String}, {number:UInt32}, {big:UInt64}, {time:DateTime('UTC')}, {list:Array(String)}, {signed:Int64}",
            [new("text", "it's a \\ 'quote'\n\t\"x\" {a:b} é漢"), new("number", 7u), new("big", ulong.MaxValue), new("time", time), new("list", new[] { "a'b", "c,d" }), new("signed", -5L)],
            static row => (row.GetString(0), Convert.ToUInt32(row.GetValue(1), CultureInfo.InvariantCulture), (ulong)row.GetValue(2), row.GetDateTime(3), (string[])row.GetValue(4), row.GetInt64(5)),
            CancellationToken.None);

        var (text, number, big, at, list, signed) = rows.Single();
        Assert.Multiple(() =>
        {
            Assert.That(text, Is.EqualTo("it's a \\ 'quote'\n\t\"x\" {a:b} é漢"));
            Assert.That(number, Is.EqualTo(7u));
            Assert.That(big, Is.EqualTo(ulong.MaxValue));
            Assert.That(at, Is.EqualTo(time));
            Assert.That(list, Is.EqualTo(new[] { "a'b", "c,d" }));
            Assert.That(signed, Is.EqualTo(-5));
        });
    }

    [Test]
    public async Task A_batch_under_a_used_token_adds_nothing_to_the_table_or_its_rollup()
    {
        var rows = Rows(site: 1, count: 1_000);
        await store.InsertAsync("events", Columns, rows, "batch-1", CancellationToken.None);
        await store.InsertAsync("events", Columns, rows, "batch-1", CancellationToken.None);
        await store.InsertAsync("events", Columns, rows, "batch-2", CancellationToken.None);

        Assert.That(await CountAsync("select count() from events where site_id = 1"), Is.EqualTo(2_000));
        Assert.That(await CountAsync("select toUInt64(sum(events)) from events_daily where site_id = 1"), Is.EqualTo(2_000));
    }

    [Test]
    public async Task Rows_with_any_byte_in_them_are_stored()
    {
        // 0x0A 0x0A: what ends inline data for the engine's parser.
        await store.InsertAsync("events", Columns, Rows(site: 2, count: 300, name: "a\n\n\0b"), "bytes", CancellationToken.None);

        Assert.That(await CountAsync("select count() from events where site_id = 2 and name = 'a\\n\\n\\0b'"), Is.EqualTo(300));
    }

    [Test]
    public async Task A_broken_batch_is_refused_whole()
    {
        var rows = Rows(site: 3, count: 10)[..^3];

        Assert.ThrowsAsync<RowsRefusedException>(() => store.InsertAsync("events", Columns, rows, "broken", CancellationToken.None));
        Assert.That(await CountAsync("select count() from events where site_id = 3"), Is.Zero);
    }

    [TestCase(1, 1_000_000, "159")]
    [TestCase(30, 1, "158")]
    public void A_question_without_end_is_stopped(int seconds, int millionRows, string error)
    {
        var impatient = TestEngine.OpenStore(
            kind, "default", new EngineOptions { QueryTimeout = TimeSpan.FromSeconds(seconds), QueryMillionRows = millionRows, MemoryMegabytes = 2_000, QueryMemoryMegabytes = 500 });

        var refusal = Assert.ThrowsAsync(Is.InstanceOf<DbException>(), () => CountAsync("select count() from numbers(1e11) where sipHash64(number) = 1", impatient));
        Assert.That(refusal!.Message, Does.Contain($"Code: {error}"));
    }

    [Test]
    public async Task Questions_in_parallel_get_their_own_answers()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            (await store.QueryAsync("select {n:UInt32}, {s:String}", [new("n", (uint)i), new("s", $"v{i}")], static row => $"{row.GetValue(0)} {row.GetString(1)}", CancellationToken.None)).Single()));

        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 200).Select(static i => $"{i} v{i}")));
    }

    private async Task<ulong> CountAsync(string sql, EventStore? other = null) =>
        (await (other ?? store).QueryAsync(sql, [], static row => (ulong)row.GetValue(0), CancellationToken.None)).Single();

    internal static byte[] Rows(uint site, int count, string name = "pageview")
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        for (var i = 0; i < count; i++)
        {
            writer.Write(site);
            writer.Write((uint)new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
            var text = Encoding.UTF8.GetBytes(name);
            writer.Write7BitEncodedInt(text.Length);
            writer.Write(text);
            writer.Write((ulong)i);
            writer.Write((sbyte)1);
        }

        return stream.ToArray();
    }
}
