using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>Messages that wait to be sent. What they say is encrypted: it holds links that let somebody in.</summary>
[Migration(7)]
internal sealed class M0007_Mail : ForwardOnlyMigration
{
    public override void Up() => Create.Table("mails")
        .WithColumn("id").AsInt64().PrimaryKey().Identity()
        .WithColumn("message").AsString(int.MaxValue).NotNullable()
        .WithColumn("created_at").AsInt64().NotNullable()
        .WithColumn("due_at").AsInt64().NotNullable().Indexed()
        .WithColumn("attempts").AsInt32().NotNullable().WithDefaultValue(0);
}
