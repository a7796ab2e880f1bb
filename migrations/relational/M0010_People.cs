using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Who is in an organisation and who is a guest of one site, who is invited, and sites whose events are still to be deleted.</summary>
[Migration(10)]
internal sealed class M0010_People : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("organisations").AddColumn("requires_two_factor").AsBoolean().NotNullable().WithDefaultValue(false);

        Create.Table("guests")
            .WithColumn("site_id").AsInt64().PrimaryKey().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("user_id").AsInt64().PrimaryKey().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("role").AsString(20).NotNullable();

        Create.Table("invitations")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("token_hash").AsString(64).NotNullable().Unique()
            .WithColumn("organisation_id").AsInt64().NotNullable().ForeignKey("organisations", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("site_id").AsInt64().Nullable().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("email").AsString(254).NotNullable()
            .WithColumn("role").AsString(20).NotNullable()
            .WithColumn("invited_by").AsInt64().NotNullable().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("expires_at").AsInt64().NotNullable();

        Create.Table("deletions")
            .WithColumn("site_id").AsInt64().PrimaryKey()
            .WithColumn("due_at").AsInt64().NotNullable()
            .WithColumn("is_last").AsBoolean().NotNullable();
    }
}
