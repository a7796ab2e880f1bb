using System.Text;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class RowWriterTests
{
    [Test]
    public void Length_prefixes_are_those_of_the_format([Values(0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, int.MaxValue)] int value)
    {
        using var stream = new MemoryStream();
        using var expected = new BinaryWriter(stream);
        expected.Write7BitEncodedInt(value);

        var row = new RowWriter(stackalloc byte[16]);
        row.Count(value);
        Assert.That(row.Written.ToArray(), Is.EqualTo(stream.ToArray()));
    }

    [Test]
    public void Text_of_any_length_is_read_back_as_it_was_or_cut_at_2000_bytes([Values(0, 1, 126, 127, 128, 129, 1_999, 2_000, 2_001, 16_383, 16_384, 65_536)] int length)
    {
        var text = new string('t', length);
        var cut = text[..Math.Min(length, RowWriter.MaxTextBytes)];
        var row = new RowWriter(stackalloc byte[8_192]);
        row.Text(Encoding.UTF8.GetBytes(text));
        row.Text(text);
        row.Text(Encoding.UTF8.GetBytes(text), max: 128);
        Assert.That(RowText.All(row.Written), Is.EqualTo(new[] { cut, cut, cut[..Math.Min(length, 128)] }));
    }

    [Test]
    public void Text_of_ours_is_cut_between_two_characters_and_has_no_half_surrogates()
    {
        var row = new RowWriter(stackalloc byte[8_192]);
        row.Text(new string('x', 1_999) + "é");
        row.Text("a\uD800b\uDC00");
        Assert.That(RowText.All(row.Written), Is.EqualTo(new[] { new string('x', 1_999), "a\uFFFDb\uFFFD" }));
    }

    [Test]
    public void Numbers_are_written_with_their_lowest_byte_first()
    {
        var row = new RowWriter(stackalloc byte[64]);
        row.Int8(-1);
        row.UInt32(0x01020304);
        row.UInt64(0x0102030405060708);
        row.Raw([0xAA, 0xBB]);
        Assert.That(Convert.ToHexString(row.Written), Is.EqualTo("FF" + "04030201" + "0807060504030201" + "AABB"));
    }
}
