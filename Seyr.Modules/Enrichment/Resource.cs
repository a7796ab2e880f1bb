namespace Seyr.Enrichment;

/// <summary>The data that build.mjs and the packages put into this assembly.</summary>
internal static class Resource
{
    public static Stream Open(string name) =>
        typeof(Resource).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The assembly was built without its resource {name}.");
}
