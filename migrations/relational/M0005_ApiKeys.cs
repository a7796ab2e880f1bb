using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Keys with which programs ask and send. Times are milliseconds since 1970, UTC.</summary>
[Migration(5)]
internal sealed class M0005_ApiKeys : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("api_keys")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("organisation_id").AsInt64().NotNullable().ForeignKey("organisations", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("name").AsString(100).NotNullable()
            .WithColumn("token_hash").AsString(64).NotNullable().Unique()
            .WithColumn("prefix").AsString(20).NotNullable()
            .WithColumn("scopes").AsInt32().NotNullable()
            .WithColumn("created_by").AsInt64().NotNullable().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("expires_at").AsInt64().Nullable()
            .WithColumn("last_used_at").AsInt64().Nullable();

        // A form that is sent twice makes one key.
        Create.Index().OnTable("api_keys").OnColumn("organisation_id").Ascending().OnColumn("name").Ascending().WithOptions().Unique();
    }
}
