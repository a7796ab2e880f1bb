using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seyr.Tests.Support;

/// <summary>Secrets in every form in which a program could have written them down, and the search for them.</summary>
internal sealed class Traces
{
    /// <summary>Fewer bytes are found by chance.</summary>
    private const int LeastBytes = 8;

    /// <summary>A part of a salt that says too much already.</summary>
    private const int SaltWindow = 16;

    private readonly List<(string Name, byte[] Bytes)> forms = [];

    /// <summary>Addresses of four bytes: one of them may stand in a file by chance, two of them don't.</summary>
    private readonly List<byte[]> fours = [];

    public void AddText(string text)
    {
        Add(text, Encoding.UTF8.GetBytes(text));
        Add(text + ", UTF-16", Encoding.Unicode.GetBytes(text));
        AddCodes(text, Encoding.UTF8.GetBytes(text));
    }

    public void AddAddress(string text)
    {
        var address = IPAddress.Parse(text);
        var bytes = address.GetAddressBytes();
        AddText(text);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            fours.Add(bytes);
            fours.Add([.. bytes.Reverse()]);
            AddText($"::ffff:{Convert.ToHexStringLower(bytes.AsSpan(0, 2))}:{Convert.ToHexStringLower(bytes.AsSpan(2))}");
            bytes = address.MapToIPv6().GetAddressBytes();
        }
        else
        {
            AddText(string.Join(':', bytes.Chunk(2).Select(Convert.ToHexStringLower)));
        }

        Add(text + ", raw", bytes);
        AddCodes(text, bytes);
    }

    public void AddSalt(string name, byte[] salt)
    {
        for (var at = 0; at + SaltWindow <= salt.Length; at++)
        {
            Add($"{name}, raw from byte {at}", salt[at..(at + SaltWindow)]);
        }

        AddCodes(name, salt);
    }

    /// <summary>What is found in the files, one sentence each.</summary>
    public IEnumerable<string> FindIn(IEnumerable<string> files) => files.SelectMany(file => FindIn(file, Read(file)));

    public IEnumerable<string> FindIn(string place, byte[] bytes)
    {
        foreach (var (name, form) in forms.Where(form => bytes.AsSpan().IndexOf(form.Bytes) >= 0))
        {
            yield return $"{place}: {name}";
        }

        var found = fours.Where(four => bytes.AsSpan().IndexOf(four) >= 0).Select(static four => new IPAddress(four).ToString()).ToList();
        if (found.Count > 1)
        {
            yield return $"{place}: {string.Join(" and ", found)}, raw";
        }
    }

    /// <summary>A file's bytes; none, when it was there a moment ago.</summary>
    public static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (IOException) when (!File.Exists(file))
        {
            return [];
        }
        catch (IOException)
        {
            // Somebody holds its lock, which .NET minds and cat does not.
            using var cat = Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
            using var memory = new MemoryStream();
            cat.StandardOutput.BaseStream.CopyTo(memory);
            return memory.ToArray();
        }
    }

    /// <summary>Hexadecimal and base64 of both kinds, at each of the three places at which a text may begin in base64.</summary>
    private void AddCodes(string name, byte[] bytes)
    {
        Add(name + ", hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        Add(name + ", HEX", Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
        for (var shift = 0; shift < 3; shift++)
        {
            var whole = Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=');
            var sure = whole[(shift == 0 ? 0 : shift + 1)..^1];
            Add(name + ", base64", Encoding.ASCII.GetBytes(sure));
            Add(name + ", base64url", Encoding.ASCII.GetBytes(sure.Replace('+', '-').Replace('/', '_')));
        }
    }

    private void Add(string name, byte[] bytes)
    {
        Assert.That(bytes, Has.Length.AtLeast(LeastBytes), name);
        forms.Add((name, bytes));
    }
}
