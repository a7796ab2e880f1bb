using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Links in mails: each lets somebody do one thing, once, for a while. The store has their hashes only.</summary>
[Migration(8)]
internal sealed class M0008_Tokens : ForwardOnlyMigration
{
    public override void Up() => Create.Table("tokens")
        .WithColumn("token_hash").AsString(64).PrimaryKey()
        .WithColumn("purpose").AsString(20).NotNullable()
        .WithColumn("user_id").AsInt64().Nullable().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
        .WithColumn("email").AsString(254).NotNullable()
        .WithColumn("expires_at").AsInt64().NotNullable();
}
