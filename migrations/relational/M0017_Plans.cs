using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>What an organisation may use by the plan that it pays for; null: it pays for none.</summary>
[Migration(17)]
internal sealed class M0017_Plans : ForwardOnlyMigration
{
    public override void Up() => Alter.Table("organisations")
        .AddColumn("plan_monthly_events").AsInt64().Nullable()
        .AddColumn("plan_quota").AsString(10).Nullable();
}
