using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Sites that anybody may see, and secret links to those that not everybody may.</summary>
[Migration(11)]
internal sealed class M0011_Sharing : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("sites").AddColumn("is_public").AsBoolean().NotNullable().WithDefaultValue(false);

        Create.Table("shared_links")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("site_id").AsInt64().NotNullable().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("token_hash").AsString(64).NotNullable().Unique()
            .WithColumn("name").AsString(100).NotNullable()
            .WithColumn("password_hash").AsString(256).Nullable()
            .WithColumn("embed_hosts").AsString(int.MaxValue).NotNullable().WithDefaultValue("")
            .WithColumn("expires_at").AsInt64().Nullable();
    }
}
