using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>
/// Which organisations were beyond their limit in which of their months, since when that is too often, and since when their dashboards are locked.
/// And of paid time: what it was worth and in whose place it came, for upgrades; and when it was cancelled.
/// </summary>
[Migration(24)]
internal sealed class M0024_Subscriptions : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("overruns")
            .WithColumn("organisation_id").AsInt64().PrimaryKey()
            .WithColumn("month").AsInt32().PrimaryKey()
            .WithColumn("noted_at").AsInt64().NotNullable();
        Alter.Table("organisations")
            .AddColumn("over_since").AsInt64().Nullable()
            .AddColumn("locked_at").AsInt64().Nullable();

        Alter.Table("orders")
            .AddColumn("replaces").AsInt64().Nullable()
            .AddColumn("worth").AsInt64().NotNullable().WithDefaultValue(0);
        Execute.Sql("update orders set worth = amount");
        Alter.Table("subscriptions").AddColumn("cancelled_at").AsInt64().Nullable();
    }
}
