using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Goals, links and keys that were removed a moment ago can be brought back.</summary>
[Migration(15)]
internal sealed class M0015_Undo : ForwardOnlyMigration
{
    public override void Up()
    {
        foreach (var table in new[] { "goals", "shared_links", "api_keys" })
        {
            Alter.Table(table).AddColumn("removed_at").AsInt64().Nullable();
        }
    }
}
