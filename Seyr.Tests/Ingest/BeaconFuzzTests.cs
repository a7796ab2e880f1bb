using System.Text;
using System.Text.Json;
using Seyr.Ingest;

namespace Seyr.Tests.Ingest;

public sealed class BeaconFuzzTests
{
    private const int Cases = 20_000;

    [Test]
    public void Whatever_is_sent_is_read_within_its_bounds_or_refused([Values(20_260_310, 7, 4_711)] int seed)
    {
        var random = new Random(seed);
        var beacon = new Beacon();
        var accepted = 0;
        for (var number = 0; number < Cases; number++)
        {
            var body = BeaconBodies.Next(random);
            try
            {
                accepted += Check(beacon, body) ? 1 : 0;
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"seed {seed}, case {number}: {Show(body)}\n{e}");
            }
            catch (AssertionException e)
            {
                throw new AssertionException($"seed {seed}, case {number}: {Show(body)}\n{e.Message}", e);
            }
        }

        // Neither a generator of nothing but rubbish nor one of nothing but good bodies would say much.
        Assert.That(accepted, Is.InRange(Cases / 10, Cases * 9 / 10));
    }

    private static bool Check(Beacon beacon, byte[] body)
    {
        if (!beacon.Read(body))
        {
            return false;
        }

        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
        Equal(beacon.Name, Expected(document, "n", "name"), "name");
        Equal(beacon.Url, Expected(document, "u", "url"), "url");
        Equal(beacon.Domain, Expected(document, "d", "domain"), "domain");
        Equal(beacon.Referrer, Expected(document, "r", "referrer"), "referrer");
        var pairs = RowText.Pairs(beacon.Props);
        if (pairs.Count != beacon.PropCount || pairs.Count > Beacon.MaxProps
            || pairs.Exists(static pair => Encoding.UTF8.GetByteCount(pair.Key) is < 1 or > 300 || Encoding.UTF8.GetByteCount(pair.Value) is < 1 or > 2_000))
        {
            throw new AssertionException($"properties out of bounds: {pairs.Count}, counted {beacon.PropCount}");
        }

        return true;
    }

    /// <summary>What another reader finds: the last of the two names, when it is a text or a number.</summary>
    private static string Expected(JsonDocument document, string shortName, string longName)
    {
        var value = document.RootElement.EnumerateObject().Where(property => property.NameEquals(shortName) || property.NameEquals(longName)).Select(static property => property.Value).LastOrDefault();
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
    }

    private static void Equal(ReadOnlySpan<byte> actual, string expected, string what)
    {
        if (!actual.SequenceEqual(Encoding.UTF8.GetBytes(expected)))
        {
            throw new AssertionException($"{what}: {Encoding.UTF8.GetString(actual)} instead of {expected}");
        }
    }

    private static string Show(byte[] body) => Convert.ToBase64String(body.AsSpan(0, Math.Min(body.Length, 6_000)));
}
