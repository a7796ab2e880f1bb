using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>What each organisation may use a month, and what it has used. Months are UTC's, as a number: 202612.</summary>
[Migration(2)]
internal sealed class M0002_Usage : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("organisations")
            .AddColumn("monthly_events").AsInt64().Nullable()
            .AddColumn("quota").AsString(10).Nullable();

        // No foreign key: events of an organisation that was deleted may still be on their way, and must not hold the others up.
        Create.Table("usage")
            .WithColumn("organisation_id").AsInt64().PrimaryKey()
            .WithColumn("month").AsInt32().PrimaryKey()
            .WithColumn("events").AsInt64().NotNullable();

        Create.Table("usage_segments")
            .WithColumn("segment").AsString(100).PrimaryKey()
            .WithColumn("applied_at").AsInt64().NotNullable();
    }
}
