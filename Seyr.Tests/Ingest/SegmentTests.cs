using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

/// <summary>A segment's file: what was added is there, what is torn is cut, what was changed is found out.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SegmentTests
{
    private const int Capacity = 100;
    private const int RowRoom = 1024 * 1024;

    private readonly string directory = TestBuffer.NewSpool();

    [TearDown]
    public void Delete() => Directory.Delete(directory, recursive: true);

    [Test]
    public void Sealed_segment_has_its_rows_its_owners_and_its_columns()
    {
        var path = Sealed(7);
        using var segment = Segment.Open(path, out var lost);
        Assert.That((segment.Rows, lost), Is.EqualTo((7, 0)));
        Assert.That(segment.Columns, Is.EqualTo(EventRow.Columns));
        Assert.That(segment.Bytes.ToArray(), Is.EqualTo(Enumerable.Range(0, 7).SelectMany(static number => TestRows.Row(number))));
        for (var i = 0; i < 7; i++)
        {
            Assert.That(segment.Row(i, out var organisation).ToArray(), Is.EqualTo(TestRows.Row(i)));
            Assert.That(organisation, Is.EqualTo((uint)i * 3));
        }
    }

    [Test]
    public void Sealed_segment_gives_back_the_room_that_it_did_not_need()
    {
        var length = new FileInfo(Sealed(7)).Length;
        Assert.That(length, Is.LessThan(SegmentLayout.RowsAt(Capacity) + (7 * 400)));
    }

    [Test]
    public void Segment_that_was_not_sealed_is_whole_and_sealed_when_it_is_opened()
    {
        var path = Left(5);
        using (var segment = Segment.Open(path, out var lost))
        {
            Assert.That((segment.Rows, lost), Is.EqualTo((5, 0)));
        }

        // A sealed one doesn't forgive what an open one does.
        Change(path, SegmentLayout.RowsAt(Capacity));
        Assert.That(() => Segment.Open(path, out _), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void Torn_tail_is_cut_and_counted([Range(0, 5)] int whole)
    {
        var path = Left(5);
        Change(path, RowAt(path, whole, 5));
        using var segment = Segment.Open(path, out var lost);
        Assert.That((segment.Rows, lost), Is.EqualTo((Math.Min(whole, 5), 5 - Math.Min(whole, 5))));
        Assert.That(segment.Bytes.Length, Is.EqualTo(Enumerable.Range(0, segment.Rows).Sum(static number => TestRows.Row(number).Length)));
    }

    [Test]
    public void Any_changed_byte_of_a_sealed_segment_is_found_out()
    {
        var path = Sealed(3);
        var bytes = File.ReadAllBytes(path);
        // Not the seal's mark (from 2048): beside a whole seal it says nothing more.
        var places = Enumerable.Range(0, 28).Concat(Enumerable.Range(2052, 20)).Concat(Enumerable.Range(SegmentLayout.HeaderBytes, 3 * SegmentLayout.EntryBytes))
            .Concat(Enumerable.Range(SegmentLayout.RowsAt(Capacity), bytes.Length - SegmentLayout.RowsAt(Capacity)));
        foreach (var place in places)
        {
            var changed = bytes.ToArray();
            changed[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(path, changed);
            Assert.That(() => Open(path), Throws.InstanceOf<InvalidDataException>(), $"byte {place}");
        }
    }

    [Test]
    public void File_of_any_length_is_opened_or_refused()
    {
        var bytes = File.ReadAllBytes(Sealed(3));
        var path = Path.Combine(directory, "cut.segment");
        foreach (var length in Enumerable.Range(0, bytes.Length).Where(static length => length % 61 == 0))
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.That(() => Open(path), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Garbage_is_no_segment([Values(0, 1, 4_095, 4_096, 100_000)] int length)
    {
        var path = Path.Combine(directory, "garbage.segment");
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        Assert.That(() => Open(path), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void Full_segment_takes_no_more()
    {
        using var byCount = Begin();
        Assert.That(Enumerable.Range(0, Capacity + 1).Select(number => byCount.TryAdd(TestRows.Row(number), 1)), Is.EqualTo(Enumerable.Repeat(true, Capacity).Append(false)));
        using var bySize = Begin();
        Assert.That(Enumerable.Range(0, 11).Select(number => bySize.TryAdd(TestRows.Row(number, 95_000), 1)), Is.EqualTo(Enumerable.Repeat(true, 10).Append(false)));
    }

    private static int RowAt(string path, int number, int rows)
    {
        var at = SegmentLayout.RowsAt(Capacity) + Enumerable.Range(0, number).Sum(static before => TestRows.Row(before).Length);
        return number < rows ? at + 3 : (int)new FileInfo(path).Length - 1;
    }

    private static void Open(string path)
    {
        using var segment = Segment.Open(path, out _);
    }

    private static void Change(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private SegmentWriter Begin()
    {
        var id = Guid.NewGuid();
        return SegmentWriter.Create(Path.Combine(directory, $"{id:N}.segment"), id, Capacity, RowRoom, EventRow.ColumnList);
    }

    private string Left(int rows)
    {
        using var segment = Begin();
        Fill(segment, rows);
        return segment.Path;
    }

    private string Sealed(int rows)
    {
        var segment = Begin();
        Fill(segment, rows);
        segment.Seal(flush: true);
        return segment.Path;
    }

    private static void Fill(SegmentWriter segment, int rows)
    {
        for (var number = 0; number < rows; number++)
        {
            Assert.That(segment.TryAdd(TestRows.Row(number), (uint)number * 3), Is.True);
        }
    }
}
