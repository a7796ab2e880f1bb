namespace Seyr.Web;

/// <summary>One field of a form, with its label, what was typed, and what is wrong with it.</summary>
/// <param name="Form">The form with what was typed.</param>
/// <param name="Name">The field's name.</param>
/// <param name="Label">What stands above it.</param>
/// <param name="Type">The input's type.</param>
/// <param name="Autocomplete">What a browser may fill in.</param>
/// <param name="Hint">What stands below it.</param>
/// <param name="Placeholder">An example.</param>
/// <param name="List">The id of a list of suggestions.</param>
/// <param name="Lines">For a list that may be empty, with an entry a line: how many are seen at once.</param>
/// <param name="IsOptional">Whether it may stay empty.</param>
public sealed record FieldModel(
    Form Form, string Name, string Label, string Type = "text", string Autocomplete = "off", string? Hint = null, string? Placeholder = null, string? List = null, int Lines = 0,
    bool IsOptional = false);
