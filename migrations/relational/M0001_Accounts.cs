using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>People, their sessions, organisations, members and sites. Times are milliseconds since 1970, UTC.</summary>
[Migration(1)]
internal sealed class M0001_Accounts : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("users")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("email").AsString(254).NotNullable().Unique()
            .WithColumn("password_hash").AsString(256).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();

        Create.Table("sessions")
            .WithColumn("token_hash").AsString(64).PrimaryKey()
            .WithColumn("user_id").AsInt64().NotNullable().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("created_at").AsInt64().NotNullable()
            .WithColumn("seen_at").AsInt64().NotNullable();

        Create.Table("organisations")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("name").AsString(100).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();

        Create.Table("members")
            .WithColumn("organisation_id").AsInt64().PrimaryKey().ForeignKey("organisations", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("user_id").AsInt64().PrimaryKey().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("role").AsString(20).NotNullable();

        Create.Table("sites")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("organisation_id").AsInt64().NotNullable().ForeignKey("organisations", "id").Indexed()
            .WithColumn("domain").AsString(253).NotNullable().Unique()
            .WithColumn("time_zone").AsString(64).NotNullable()
            .WithColumn("created_at").AsInt64().NotNullable();
    }
}
