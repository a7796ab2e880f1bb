using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>
/// How many sites and people a plan is for, and how long it keeps events. What was bought before had no such limits, and keeps to that.
/// </summary>
[Migration(22)]
internal sealed class M0022_PlanLimits : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("organisations")
            .AddColumn("plan_title").AsString(40).Nullable()
            .AddColumn("plan_sites").AsInt32().Nullable()
            .AddColumn("plan_members").AsInt32().Nullable()
            .AddColumn("plan_retention").AsInt32().Nullable()
            .AddColumn("kept_months").AsInt32().Nullable()
            .AddColumn("kept_next").AsInt32().Nullable()
            .AddColumn("kept_until").AsInt64().Nullable();
        Alter.Table("orders")
            .AddColumn("sites").AsInt32().NotNullable().WithDefaultValue(0)
            .AddColumn("members").AsInt32().NotNullable().WithDefaultValue(0)
            .AddColumn("retention").AsInt32().NotNullable().WithDefaultValue(0);
        Execute.Sql("update organisations set plan_title = 'as it was bought', plan_sites = 0, plan_members = 0, plan_retention = 0 where plan_quota is not null");
    }
}
