using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Which reminders that a paid time ends have gone out.</summary>
[Migration(19)]
internal sealed class M0019_Reminders : ForwardOnlyMigration
{
    public override void Up() => Create.Table("reminders")
        .WithColumn("order_id").AsInt64().PrimaryKey().ForeignKey("orders", "id")
        .WithColumn("day").AsInt32().PrimaryKey()
        .WithColumn("sent_at").AsInt64().NotNullable();
}
