using System.Globalization;

namespace Seyr.Gateway;

/// <summary>The gateway as a program: <c>dotnet run --project Seyr.Tests/Gateway [PORT]</c>.</summary>
internal static class GatewayProgram
{
    private const int Port = 5400;

    public static async Task<int> Main(string[] args)
    {
        var port = Port;
        if (args.Length > 1 || (args.Length == 1 && !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out port)))
        {
            await Console.Error.WriteLineAsync("One word at the most: the port.");
            return 1;
        }

        await using var gateway = await LocalGateway.StartAsync(port);
        Console.WriteLine($"""
            The local gateway is running: {gateway.Address}
            Start Seyr with these, and a PublicUrl that begins with http://127.0.0.1, which is another site to browsers:
              SEYR__Billing__SslCommerz__Address={gateway.Address}
              SEYR__Billing__SslCommerz__StoreId={LocalGateway.StoreId}
              SEYR__Billing__SslCommerz__StorePassword='{LocalGateway.Password}'
            """);
        await gateway.WaitAsync();
        return 0;
    }
}
