using FluentMigrator;

namespace Seyr.Storage.Relational;

/// <summary>What a site's owner keeps out of it, a line each, and how its pages' addresses are counted.</summary>
[Migration(4)]
internal sealed class M0004_Shields : ForwardOnlyMigration
{
    public override void Up() => Alter.Table("sites")
        .AddColumn("shield_addresses").AsString(int.MaxValue).NotNullable().WithDefaultValue("")
        .AddColumn("shield_countries").AsString(int.MaxValue).NotNullable().WithDefaultValue("")
        .AddColumn("shield_pages").AsString(int.MaxValue).NotNullable().WithDefaultValue("")
        .AddColumn("allowed_hostnames").AsString(int.MaxValue).NotNullable().WithDefaultValue("")
        .AddColumn("kept_parameters").AsString(int.MaxValue).NotNullable().WithDefaultValue("")
        .AddColumn("trims_slash").AsBoolean().NotNullable().WithDefaultValue(false)
        .AddColumn("folds_case").AsBoolean().NotNullable().WithDefaultValue(false);
}
