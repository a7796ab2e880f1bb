using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>What a site's settings were before they were saved, so that they can be brought back. Times are milliseconds since 1970, UTC.</summary>
[Migration(26)]
internal sealed class M0026_SettingsUndo : ForwardOnlyMigration
{
    public override void Up() => Create.Table("former_settings")
        .WithColumn("id").AsInt64().PrimaryKey().Identity()
        .WithColumn("site_id").AsInt64().NotNullable().ForeignKey("sites", "id").OnDelete(System.Data.Rule.Cascade).Indexed()
        .WithColumn("replaced_at").AsInt64().NotNullable()
        .WithColumn("bot_filter").AsString(10).NotNullable()
        .WithColumn("shield_addresses").AsString(int.MaxValue).NotNullable()
        .WithColumn("shield_countries").AsString(int.MaxValue).NotNullable()
        .WithColumn("shield_pages").AsString(int.MaxValue).NotNullable()
        .WithColumn("allowed_hostnames").AsString(int.MaxValue).NotNullable()
        .WithColumn("kept_parameters").AsString(int.MaxValue).NotNullable()
        .WithColumn("trims_slash").AsBoolean().NotNullable()
        .WithColumn("folds_case").AsBoolean().NotNullable();
}
