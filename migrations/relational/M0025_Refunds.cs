using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Money that is given back, and the credit notes of it. They are kept as the books are that they belong to.</summary>
[Migration(25)]
internal sealed class M0025_Refunds : ForwardOnlyMigration
{
    public override void Up()
    {
        Create.Table("refunds")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("transaction_id").AsString(30).NotNullable().Unique()
            .WithColumn("order_id").AsInt64().NotNullable().Indexed().ForeignKey("orders", "id")
            .WithColumn("validation_id").AsString(50).NotNullable()
            .WithColumn("bank_transaction_id").AsString(80).NotNullable()
            .WithColumn("amount").AsInt64().NotNullable()
            .WithColumn("currency").AsString(3).NotNullable()
            .WithColumn("reason").AsString(200).NotNullable()
            .WithColumn("status").AsString(20).NotNullable()
            .WithColumn("reference").AsString(80).NotNullable()
            .WithColumn("asked_by").AsString(254).NotNullable()
            .WithColumn("asked_at").AsInt64().NotNullable()
            .WithColumn("attempts").AsInt32().NotNullable()
            .WithColumn("check_at").AsInt64().Nullable().Indexed();

        Create.Table("credit_notes")
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("year").AsInt32().NotNullable()
            .WithColumn("number").AsInt64().NotNullable()
            .WithColumn("refund_id").AsInt64().NotNullable().Unique().ForeignKey("refunds", "id")
            .WithColumn("invoice_id").AsInt64().NotNullable().Indexed().ForeignKey("invoices", "id")
            .WithColumn("organisation_id").AsInt64().NotNullable().Indexed()
            .WithColumn("issued_at").AsInt64().NotNullable()
            .WithColumn("seller").AsString(1000).NotNullable()
            .WithColumn("buyer").AsString(1000).NotNullable()
            .WithColumn("line").AsString(300).NotNullable()
            .WithColumn("reason").AsString(200).NotNullable()
            .WithColumn("amount").AsInt64().NotNullable()
            .WithColumn("currency").AsString(3).NotNullable();
        Create.Index().OnTable("credit_notes").OnColumn("year").Ascending().OnColumn("number").Ascending().WithOptions().Unique();

        Create.Table("credit_note_numbers")
            .WithColumn("year").AsInt32().PrimaryKey()
            .WithColumn("last").AsInt64().NotNullable();
    }
}
