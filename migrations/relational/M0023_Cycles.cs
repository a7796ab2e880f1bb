using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>
/// Use by UTC day (20261231) instead of by calendar month, since a subscription's month begins on a day of its own; and that day. Of the last
/// month the event store tells the days at the next start; those before it stand on their first day.
/// </summary>
[Migration(23)]
internal sealed class M0023_Cycles : ForwardOnlyMigration
{
    public override void Up()
    {
        Execute.Sql("delete from usage where month = (select max(month) from usage as each_month)");
        Execute.Sql("alter table usage rename column month to day");
        Execute.Sql("update usage set day = day * 100 + 1");
        Create.Index().OnTable("usage").OnColumn("day").Ascending();
        Execute.Sql("update usage_notices set month = month * 100 + 1");
        Alter.Table("organisations").AddColumn("plan_anchor").AsInt64().Nullable();
        Execute.Sql(
            """
            update organisations set plan_anchor = (select max(anchor_at) from subscriptions where organisation_id = organisations.id) where plan_quota is not null
            """);
        Execute.Sql("update organisations set plan_anchor = created_at where trial_until is not null");
    }
}
