using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Which bots a site keeps out, and what was kept out of it. Days are UTC's, counted from 1970.</summary>
[Migration(3)]
internal sealed class M0003_Refusals : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("sites").AddColumn("bot_filter").AsString(10).NotNullable().WithDefaultValue("basic");

        Create.Table("refusals")
            .WithColumn("site_id").AsInt64().PrimaryKey()
            .WithColumn("day").AsInt32().PrimaryKey()
            .WithColumn("reason").AsString(20).PrimaryKey()
            .WithColumn("beacons").AsInt64().NotNullable();
    }
}
