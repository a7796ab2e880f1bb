using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Filters that were saved under a name, and links that are limited to one. Times are milliseconds since 1970, UTC.</summary>
[Migration(12)]
internal sealed class M0012_Segments : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("segments")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("site_id").AsInt64().NotNullable().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("owner_id").AsInt64().Nullable().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("name").AsString(100).NotNullable()
            .WithColumn("terms").AsString(int.MaxValue).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("removed_at").AsInt64().Nullable();

        // Without a rule for deleting: what limits a link stays while there is the link.
        Execute.Sql("alter table shared_links add column segment_id bigint references segments (id)");
    }
}
