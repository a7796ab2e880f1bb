namespace Seyr.Billing;

/// <summary>The account with SSLCommerz.</summary>
public sealed class SslCommerzOptions
{
    private const int MaxStoreId = 30;

    /// <summary>The gateway: the sandbox, or https://securepay.sslcommerz.com.</summary>
    public string Address { get; set; } = "https://sandbox.sslcommerz.com";

    /// <summary>The store's id.</summary>
    public string StoreId { get; set; } = "";

    /// <summary>The store's password, which isn't that of the merchant's panel.</summary>
    public string StorePassword { get; set; } = "";

    /// <summary>Hosts of the gateway's own payment pages, besides that of its address, with commas between them.</summary>
    public string PageHosts { get; set; } = "epay-gw.sslcommerz.com";

    /// <summary>What is wrong, as "key: what is expected".</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            yield return "Billing:SslCommerz:Address: an https address";
        }

        if (StoreId.Length is 0 or > MaxStoreId)
        {
            yield return $"Billing:SslCommerz:StoreId: the store's id, 1 to {MaxStoreId} characters";
        }

        if (StorePassword.Length == 0)
        {
            yield return "Billing:SslCommerz:StorePassword: the store's password";
        }
    }
}
