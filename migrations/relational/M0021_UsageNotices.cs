using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>At which part of a month's events an organisation's owner was written to.</summary>
[Migration(21)]
internal sealed class M0021_UsageNotices : ForwardOnlyMigration
{
    public override void Up() => Create.Table("usage_notices")
        .WithColumn("organisation_id").AsInt64().PrimaryKey()
        .WithColumn("month").AsInt32().PrimaryKey()
        .WithColumn("percent").AsInt32().PrimaryKey()
        .WithColumn("sent_at").AsInt64().NotNullable();
}
