using System.Net;

namespace Seyr.Web;

/// <summary>What this server may call by itself. Keys of <c>Web</c> in <c>seyr.example.json</c>.</summary>
public sealed class WebOptions
{
    /// <summary>Private and special networks that it may call all the same, on any port, with commas between them.</summary>
    public string OutboundAllows { get; set; } = "";

    /// <summary>The same as networks.</summary>
    internal IEnumerable<IPNetwork> AllowedNetworks => Networks.Split(OutboundAllows).Select(Networks.Parse).OfType<IPNetwork>();

    /// <summary>What is wrong, as "key: what is expected"; empty when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (Networks.Split(OutboundAllows).Any(static text => Networks.Parse(text) is null))
        {
            yield return "Web:OutboundAllows: addresses and networks such as 192.168.0.10, 10.0.0.0/8";
        }
    }
}
