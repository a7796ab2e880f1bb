using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Funnels that were removed a moment ago can be brought back.</summary>
[Migration(13)]
internal sealed class M0013_FunnelsUndo : ForwardOnlyMigration
{
    public override void Up() => Alter.Table("funnels").AddColumn("removed_at").AsInt64().Nullable();
}
