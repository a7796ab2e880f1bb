using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Orders, what was posted about them, what was paid, for which time, and the invoices. None goes when its organisation does: books are kept.</summary>
[Migration(18)]
internal sealed class M0018_Billing : ForwardOnlyMigration
{
    public override void Up()
    {
        Orders();
        Create.Table("callbacks")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("order_id").AsInt64().NotNullable().ForeignKey("orders", "id")
            .WithColumn("hash").AsString(64).NotNullable()
            .WithColumn("channel").AsString(10).NotNullable()
            .WithColumn("status").AsString(30).NotNullable()
            .WithColumn("validation_id").AsString(50).NotNullable()
            .WithColumn("is_signed").AsBoolean().NotNullable()
            .WithColumn("received_at").AsInt64().NotNullable();
        Create.Index().OnTable("callbacks").OnColumn("order_id").Ascending().OnColumn("hash").Ascending().WithOptions().Unique();

        Create.Table("payments")
            .WithColumn("order_id").AsInt64().PrimaryKey().ForeignKey("orders", "id")
            .WithColumn("provider").AsString(20).NotNullable()
            .WithColumn("validation_id").AsString(50).NotNullable()
            .WithColumn("bank_transaction_id").AsString(80).NotNullable()
            .WithColumn("amount").AsInt64().NotNullable()
            .WithColumn("currency").AsString(3).NotNullable()
            .WithColumn("method").AsString(100).NotNullable()
            .WithColumn("paid_at").AsInt64().NotNullable();
        Create.Index().OnTable("payments").OnColumn("provider").Ascending().OnColumn("validation_id").Ascending().WithOptions().Unique();
        Create.Index().OnTable("payments").OnColumn("provider").Ascending().OnColumn("bank_transaction_id").Ascending().WithOptions().Unique();

        Create.Table("subscriptions")
            .WithColumn("order_id").AsInt64().PrimaryKey().ForeignKey("orders", "id")
            .WithColumn("organisation_id").AsInt64().NotNullable().Indexed()
            .WithColumn("anchor_at").AsInt64().NotNullable()
            .WithColumn("months").AsInt32().NotNullable()
            .WithColumn("from_at").AsInt64().NotNullable()
            .WithColumn("until_at").AsInt64().NotNullable()
            .WithColumn("has_begun").AsBoolean().NotNullable()
            .WithColumn("has_ended").AsBoolean().NotNullable();

        Create.Table("invoices")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("year").AsInt32().NotNullable()
            .WithColumn("number").AsInt64().NotNullable()
            .WithColumn("order_id").AsInt64().NotNullable().Unique().ForeignKey("orders", "id")
            .WithColumn("organisation_id").AsInt64().NotNullable().Indexed()
            .WithColumn("issued_at").AsInt64().NotNullable()
            .WithColumn("seller").AsString(1000).NotNullable()
            .WithColumn("buyer").AsString(1000).NotNullable()
            .WithColumn("line").AsString(255).NotNullable()
            .WithColumn("amount").AsInt64().NotNullable()
            .WithColumn("currency").AsString(3).NotNullable()
            .WithColumn("method").AsString(100).NotNullable();
        Create.Index().OnTable("invoices").OnColumn("year").Ascending().OnColumn("number").Ascending().WithOptions().Unique();

        Create.Table("invoice_numbers")
            .WithColumn("year").AsInt32().PrimaryKey()
            .WithColumn("last").AsInt64().NotNullable();
    }

    private void Orders() => Create.Table("orders")
        .WithColumn("id").AsInt64().PrimaryKey().Identity()
        .WithColumn("transaction_id").AsString(30).NotNullable().Unique()
        .WithColumn("organisation_id").AsInt64().NotNullable().Indexed()
        .WithColumn("email").AsString(254).NotNullable()
        .WithColumn("plan").AsString(40).NotNullable()
        .WithColumn("title").AsString(40).NotNullable()
        .WithColumn("monthly_events").AsInt64().NotNullable()
        .WithColumn("quota").AsString(10).NotNullable()
        .WithColumn("term").AsString(10).NotNullable()
        .WithColumn("amount").AsInt64().NotNullable()
        .WithColumn("currency").AsString(3).NotNullable()
        .WithColumn("provider").AsString(20).NotNullable()
        .WithColumn("session_key").AsString(50).NotNullable()
        .WithColumn("page").AsString(1000).NotNullable()
        .WithColumn("status").AsString(20).NotNullable()
        .WithColumn("why").AsString(255).NotNullable()
        .WithColumn("is_accepted").AsBoolean().NotNullable().WithDefaultValue(false)
        .WithColumn("created_at").AsInt64().NotNullable()
        .WithColumn("check_at").AsInt64().Nullable().Indexed()
        .WithColumn("paid_at").AsInt64().Nullable()
        .WithColumn("buyer_name").AsString(50).NotNullable()
        .WithColumn("buyer_address").AsString(50).NotNullable()
        .WithColumn("buyer_city").AsString(50).NotNullable()
        .WithColumn("buyer_postcode").AsString(30).NotNullable()
        .WithColumn("buyer_country").AsString(50).NotNullable()
        .WithColumn("buyer_phone").AsString(20).NotNullable()
        .WithColumn("buyer_tax_id").AsString(50).NotNullable();
}
