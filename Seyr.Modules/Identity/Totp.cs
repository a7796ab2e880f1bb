using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seyr.Identity;

/// <summary>Time-based one-time passwords (RFC 6238) as all authenticator apps make them: HMAC-SHA-1, six digits, a new one every 30 seconds.</summary>
internal static class Totp
{
    public const int Digits = 6;

    private const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsALetter = 5;

    /// <summary>A new secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The step that a time falls into.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        // SHA-1 is what RFC 6238 and the apps have; its collisions don't matter within an HMAC.
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The step whose code this is: the present one or the one before, since a clock may be late and typing takes its time.
    /// Null: it is neither's.
    /// </summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        var given = Encoding.UTF8.GetBytes(code);
        long? match = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now); step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(secret, step)), given))
            {
                match = step;
            }
        }

        return match;
    }

    /// <summary>Bytes as base32, as the apps take a secret.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var next in bytes)
        {
            buffer = ((buffer << 8) | next) & 0xFFFF;
            bits += 8;
            while (bits >= BitsALetter)
            {
                bits -= BitsALetter;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (BitsALetter - bits)) & 31]).ToString();
    }

    /// <summary>The address by which an app takes a secret over.</summary>
    public static string Address(string email, ReadOnlySpan<byte> secret) => $"otpauth://totp/Seyr:{Uri.EscapeDataString(email)}?secret={Base32(secret)}&issuer=Seyr";
}
