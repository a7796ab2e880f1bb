using Seyr.Tests.Support;

namespace Seyr.Tests;

/// <summary>What the test process started once, it ends once, after the last test.</summary>
[SetUpFixture]
internal sealed class Teardown
{
    [OneTimeTearDown]
    public async Task End()
    {
        await TestEngine.ShutDownAsync();
        await PostgresServer.StopAsync();
        await Chromium.StopAsync();
    }
}
