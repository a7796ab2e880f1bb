using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>What a site's owner wants to happen there, and in which order. Times are milliseconds since 1970, UTC.</summary>
[Migration(6)]
internal sealed class M0006_Goals : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("goals")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("site_id").AsInt64().NotNullable().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("name").AsString(120).NotNullable()
            .WithColumn("kind").AsString(10).NotNullable()
            .WithColumn("target").AsString(2000).NotNullable()
            .WithColumn("depth").AsInt32().NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();
        Create.Index().OnTable("goals").OnColumn("site_id").Ascending().OnColumn("name").Ascending().WithOptions().Unique();

        Create.Table("funnels")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("site_id").AsInt64().NotNullable().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("name").AsString(120).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();
        Create.Index().OnTable("funnels").OnColumn("site_id").Ascending().OnColumn("name").Ascending().WithOptions().Unique();

        Create.Table("funnel_steps")
            .WithColumn("funnel_id").AsInt64().PrimaryKey().ForeignKey("funnels", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("step").AsInt32().PrimaryKey()
            .WithColumn("goal_id").AsInt64().NotNullable().ForeignKey("goals", "id").OnDelete(System.Data.Rule.Cascade).Indexed();
    }
}
