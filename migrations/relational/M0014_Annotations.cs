using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>What happened on a day, as a note on the graph. Times are milliseconds since 1970, UTC.</summary>
[Migration(14)]
internal sealed class M0014_Annotations : ForwardOnlyMigration
{
    public override void Up() => Create.Table("annotations")
        .WithColumn("id").AsInt64().PrimaryKey().Identity()
        .WithColumn("site_id").AsInt64().NotNullable().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
        .WithColumn("day").AsString(10).NotNullable()
        .WithColumn("note").AsString(300).NotNullable()
        .WithColumn("is_public").AsBoolean().NotNullable()
        .WithColumn("created_at").AsInt64().NotNullable()
        .WithColumn("removed_at").AsInt64().Nullable();
}
