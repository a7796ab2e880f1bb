using Seyr.Web;

namespace Seyr.Sites;

/// <summary>What the page with the notes on a site's graph shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Domain">The site.</param>
/// <param name="Annotations">Those that there are.</param>
/// <param name="RestoreAddress">Where the one that was just removed is brought back; null: none was.</param>
/// <param name="Fields">The note that is being written.</param>
public sealed record AnnotationsPage(Frame Frame, string Domain, IReadOnlyList<SiteAnnotation> Annotations, string? RestoreAddress, AnnotationFields Fields);

/// <summary>What the page shows on which a note is changed.</summary>
public sealed record AnnotationPage(Frame Frame, string Domain, AnnotationFields Fields);

/// <summary>The form of a note.</summary>
/// <param name="Form">What was typed.</param>
/// <param name="Action">Where it goes.</param>
/// <param name="Button">What sends it.</param>
/// <param name="FormToken">The antiforgery token.</param>
public sealed record AnnotationFields(Form Form, string Action, string Button, string FormToken);
