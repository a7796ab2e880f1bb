using System.Text.Json;
using Seyr.Billing.SslCommerz;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>Against the vector that the vendor publishes and four that were made by the same rule.</summary>
public sealed class SslCommerzSignatureTests
{
    private static readonly string[] Signatures = ["verify_sign", "verify_sign_sha2"];

    private static IEnumerable<TestCaseData> Vectors()
    {
        using var document = JsonDocument.Parse(Repository.Text("Seyr.Tests/Billing/vectors.json"));
        foreach (var vector in document.RootElement.EnumerateArray())
        {
            var form = vector.GetProperty("post").EnumerateObject().ToDictionary(static field => field.Name, static field => field.Value.GetString()!);
            yield return new TestCaseData(form, vector.GetProperty("store_password").GetString()).SetArgDisplayNames(vector.GetProperty("name").GetString()!);
        }
    }

    [Test]
    public void There_are_five_vectors() => Assert.That(Vectors().Count(), Is.EqualTo(5));

    [TestCaseSource(nameof(Vectors))]
    public void A_vector_verifies(Dictionary<string, string> form, string password)
    {
        Assert.That(SslCommerzSignature.IsRight(form, password), Is.True);
        foreach (var signature in Signatures)
        {
            Assert.That(SslCommerzSignature.IsRight(Without(form, signature), password), Is.True, $"one is enough, as in old posts, without {signature}");
        }

        Assert.That(SslCommerzSignature.IsRight(Without(form, Signatures), password), Is.False, "none isn't");
    }

    [TestCaseSource(nameof(Vectors))]
    public void A_character_changed_anywhere_does_not(Dictionary<string, string> form, string password)
    {
        foreach (var (name, value) in form)
        {
            Refused(name, value + "x");
            for (var i = 0; i < value.Length; i++)
            {
                Refused(name, value[..i] + (char)(value[i] ^ 1) + value[(i + 1)..]);
                Refused(name, value.Remove(i, 1));
            }
        }

        for (var i = 0; i < password.Length; i++)
        {
            Assert.That(SslCommerzSignature.IsRight(form, password.Remove(i, 1)), Is.False, "password");
        }

        void Refused(string name, string value) =>
            Assert.That(SslCommerzSignature.IsRight(new Dictionary<string, string>(form) { [name] = value }, password), Is.False, $"{name}={value}");
    }

    [TestCaseSource(nameof(Vectors))]
    public void What_signs_less_than_matters_proves_nothing(Dictionary<string, string> form, string password)
    {
        foreach (var name in new[] { "tran_id", "amount", "currency", "currency_type", "currency_amount", "status", "store_id" })
        {
            var names = form["verify_key"].Split(',').Except([name]).ToList();
            var (md5, sha) = SslCommerzSignature.Sign(form, names, password);
            var less = new Dictionary<string, string>(form) { ["verify_key"] = string.Join(',', names), ["verify_sign"] = md5, ["verify_sign_sha2"] = sha };
            Assert.That(SslCommerzSignature.IsRight(less, password), Is.False, name);
        }
    }

    private static Dictionary<string, string> Without(Dictionary<string, string> form, params string[] names) =>
        form.Where(field => !names.Contains(field.Key)).ToDictionary(static field => field.Key, static field => field.Value);
}
