namespace Seyr.Tests.Support;

/// <summary>What a test needs of the machine, and isn't there.</summary>
internal static class Missing
{
    /// <summary>Ends the test: at home it is skipped, in CI it fails.</summary>
    /// <param name="what">What there is none of, and how to have it.</param>
    public static void End(string what)
    {
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
        {
            Assert.Fail(what);
        }

        Assert.Ignore(what);
    }
}
