using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Until when an organisation has a plan on trial; null: it is on none.</summary>
[Migration(20)]
internal sealed class M0020_Trials : ForwardOnlyMigration
{
    public override void Up() => Alter.Table("organisations").AddColumn("trial_until").AsInt64().Nullable();
}
