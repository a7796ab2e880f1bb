using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>What the page shows on which a site is moved or deleted.</summary>
public sealed record OwnershipPage(Frame Frame, string Domain, Form Form, IReadOnlyList<Organisation> Others);
