using System.Security.Cryptography;
using System.Text;
using Isopoh.Cryptography.Argon2;
using Isopoh.Cryptography.SecureArray;

namespace Seyr.Identity;

/// <summary>Argon2id at OWASP's parameters (19 MiB, two passes), and no more of it at once than there are cores: each hash takes memory.</summary>
internal static class Passwords
{
    public const int MinLength = 8;
    public const int MaxLength = 256;

    private const int MemoryKibibytes = 19_456;
    private const int Passes = 2;
    private const string Today = "$argon2id$v=19$m=19456,t=2,p=1$";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private static readonly SemaphoreSlim Hashing = new(Environment.ProcessorCount);

    /// <summary>What an unknown account's password is compared with, so that it takes as long as a known one's.</summary>
    private static readonly Lazy<string> Nobody = new(() => Hash(Convert.ToHexString(RandomNumberGenerator.GetBytes(HashBytes))));

    /// <summary>Why a new password can't be taken; null: it can.</summary>
    public static string? Problem(string password) => password.Length switch
    {
        < MinLength => $"At least {MinLength} characters.",
        > MaxLength => $"At most {MaxLength} characters.",
        _ => CommonPasswords.Contains(password) ? "This one is among those that are tried first. Take another." : null,
    };

    /// <summary>Whether a hash was made with other parameters than today's.</summary>
    public static bool IsOutdated(string hash) => !hash.StartsWith(Today, StringComparison.Ordinal);

    public static Task<string> HashAsync(string password, CancellationToken cancel) => RunAsync(() => Hash(password), cancel);

    /// <summary>Whether the password is the one that was hashed; without a hash it takes as long and is never right.</summary>
    public static async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancel)
    {
        var nobody = await RunAsync(static () => Nobody.Value, cancel);
        var isRight = await RunAsync(() => Argon2.Verify(hash ?? nobody, Cut(password), SecureArray.DefaultCall), cancel);
        return isRight && hash is not null;
    }

    private static async Task<T> RunAsync<T>(Func<T> hash, CancellationToken cancel)
    {
        await Hashing.WaitAsync(cancel);
        try
        {
            return await Task.Run(hash, cancel);
        }
        finally
        {
            Hashing.Release();
        }
    }

    private static string Hash(string password)
    {
        var config = new Argon2Config
        {
            Type = Argon2Type.HybridAddressing,
            Version = Argon2Version.Nineteen,
            MemoryCost = MemoryKibibytes,
            TimeCost = Passes,
            Lanes = 1,
            Threads = 1,
            Salt = RandomNumberGenerator.GetBytes(SaltBytes),
            HashLength = HashBytes,
            Password = Encoding.UTF8.GetBytes(Cut(password)),
            SecureArrayCall = SecureArray.DefaultCall,
        };
        using var argon = new Argon2(config);
        using var hash = argon.Hash();
        return config.EncodeString(hash.Buffer);
    }

    private static string Cut(string password) => password.Length <= MaxLength ? password : password[..MaxLength];
}
