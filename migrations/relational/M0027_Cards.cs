using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Cards that plans are renewed with, and how far each renewal is. A card goes with its organisation and with who it is of; renewals are kept as orders are.</summary>
[Migration(27)]
internal sealed class M0027_Cards : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("cards")
            .WithColumn("organisation_id").AsInt64().PrimaryKey().ForeignKey("organisations", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("user_id").AsInt64().NotNullable().ForeignKey("users", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
            .WithColumn("provider").AsString(20).NotNullable()
            .WithColumn("token").AsString(int.MaxValue).NotNullable()
            .WithColumn("label").AsString(60).NotNullable()
            .WithColumn("kept_at").AsInt64().NotNullable();

        Alter.Table("orders")
            .AddColumn("card_user_id").AsInt64().Nullable()
            .AddColumn("renews").AsInt64().Nullable();
        Create.Index().OnTable("orders").OnColumn("renews").Ascending().WithOptions().Unique();

        Create.Table("renewals")
            .WithColumn("order_id").AsInt64().PrimaryKey().ForeignKey("orders", "id")
            .WithColumn("attempts").AsInt64().NotNullable()
            .WithColumn("is_charging").AsBoolean().NotNullable()
            .WithColumn("label").AsString(60).NotNullable()
            .WithColumn("declined_at").AsInt64().Nullable()
            .WithColumn("next_at").AsInt64().Nullable().Indexed();
    }
}
