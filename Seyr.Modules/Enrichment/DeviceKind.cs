namespace Seyr.Enrichment;

/// <summary>The names that devices.mjs gives to uap-core's device patterns; all others have none.</summary>
internal static class DeviceKind
{
    public const string Robot = "robot";
    public const string Tablet = "tablet";
    public const string Phone = "phone";
}
