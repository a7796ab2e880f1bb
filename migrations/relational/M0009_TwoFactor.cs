using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>The second factor: an encrypted secret, the last time step that was accepted, and the hashes of codes for who loses it.</summary>
[Migration(9)]
internal sealed class M0009_TwoFactor : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("users")
            .AddColumn("totp_secret").AsString(int.MaxValue).Nullable()
            .AddColumn("totp_step").AsInt64().NotNullable().WithDefaultValue(0);

        Create.Table("recovery_codes")
            .WithColumn("code_hash").AsString(64).PrimaryKey()
            .WithColumn("user_id").AsInt64().NotNullable().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed();
    }
}
