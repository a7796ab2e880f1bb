using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Seyr.Gateway;

namespace Seyr.Tests.Billing;

/// <summary>The local gateway as somebody runs it by hand: its pages switch what the tests switch.</summary>
public sealed class GatewayTests
{
    [Test]
    public async Task It_is_a_program_of_its_own_and_says_what_to_set()
    {
        using var program = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Seyr.Gateway"), ["0"]) { RedirectStandardOutput = true })!;
        try
        {
            var address = "";
            for (var line = ""; line is not null && !line.Contains("StorePassword", StringComparison.Ordinal); line = await program.StandardOutput.ReadLineAsync())
            {
                address = line.Contains("SslCommerz__Address=", StringComparison.Ordinal) ? line.Split('=')[1] : address;
            }

            using var client = new HttpClient();
            Assert.That(address, Does.StartWith("http://localhost:"), "another site than 127.0.0.1");
            Assert.That(await client.GetStringAsync(address), Does.Contain("No money moves").And.Contain("IpnLost"));
            Assert.That(await client.GetStringAsync(address + "public/tls/"), Is.EqualTo("TLS is okay"));
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync();
        }
    }

    [Test]
    public async Task What_goes_wrong_is_switched_for_all_and_for_one()
    {
        await using var gateway = await LocalGateway.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.Address };
        await PostAsync(client, "/faults", ("fault", "IpnLost"), ("fault", "Risky"), ("fault", "nonsense"));
        Assert.That(gateway.Faults, Is.EqualTo(GatewayFault.IpnLost | GatewayFault.Risky));
        var session = await OpenAsync(client, gateway);
        Assert.That(session.Faults, Is.EqualTo(gateway.Faults));
        var page = await client.GetStringAsync($"/EasyCheckOut/{session.Key}");
        Assert.That(Regex.Matches(page, "value=\"([A-Za-z]+)\" checked").Select(static match => match.Groups[1].Value), Is.EquivalentTo(new[] { "IpnLost", "Risky" }));
        await PostAsync(client, $"/EasyCheckOut/{session.Key}/faults", ("fault", "IpnLate"));
        Assert.That((session.Faults, gateway.Faults), Is.EqualTo((GatewayFault.IpnLate, GatewayFault.IpnLost | GatewayFault.Risky)));
        Assert.That(await client.GetStringAsync("/"), Does.Contain("one").And.Contain("IpnLate"));
        Assert.That(Regex.Replace(await client.GetStringAsync("/"), "password <code>[^<]+", ""), Does.Not.Contain(WebUtility.HtmlEncode(LocalGateway.Password)), "of what was asked");
    }

    private static async Task<GatewaySession> OpenAsync(HttpClient client, LocalGateway gateway)
    {
        string[] texts = ["success_url", "fail_url", "cancel_url", "cus_name", "cus_email", "cus_add1", "cus_city", "cus_postcode", "cus_country", "cus_phone", "shipping_method",
            "product_name", "product_category", "product_profile"];
        await PostAsync(client, "/gwprocess/v4/api.php", [("store_id", LocalGateway.StoreId), ("store_passwd", LocalGateway.Password), ("total_amount", "990.00"), ("currency", "BDT"),
            ("tran_id", "one"), ("num_of_item", "1"), .. texts.Select(static name => (name, "x"))]);
        return gateway.Session("one");
    }

    private static async Task PostAsync(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await client.PostAsync(path, form);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
    }
}
