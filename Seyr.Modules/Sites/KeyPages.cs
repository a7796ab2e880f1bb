using System.Globalization;
using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Web;

namespace Seyr.Sites;

/// <summary>The page on which an owner makes API keys, sees them and revokes them.</summary>
internal sealed class KeyPages(KeyRing ring, TimeProvider clock)
{
    public const string Route = "/settings/keys";
    public const string RevokeRoute = "/settings/keys/{id:long}/revoke";
    public const string RestoreRoute = "/settings/keys/{id:long}/restore";
    internal const string RemovedField = "removed";

    internal const string Name = "name";
    internal const string Ends = "ends";
    internal const string Organisation = "organisation";

    private const string DateFormat = "yyyy-MM-dd";

    public Task ShowAsync(HttpContext context) =>
        RenderAsync(context, new Form().With(ApiKey.NamesOf(ApiScopes.StatsRead).Single(), KeysPage.On), null, StatusCodes.Status200OK);

    public async Task MakeAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var owned = await ring.OrganisationsAsync(Sessions.UserId(context), context.RequestAborted);
        // Who owns one organisation isn't asked for which one.
        var organisation = owned.Count == 1 ? owned[0] : owned.FirstOrDefault(one => Number(one.Id) == form[Organisation]);
        var (scopes, ends) = Check(form);
        if (organisation is null)
        {
            form.Refuse(Organisation, "One of your organisations.");
        }

        var token = form.IsRight
            ? await ring.MakeAsync(Sessions.UserId(context), organisation!.Id, form[Name], scopes, ends, context.RequestAborted)
            : null;
        if (token is null)
        {
            form.Refuse(Name, $"There is a key of this name, or there are {KeyRing.MaxKeys} keys already.");
            await RenderAsync(context, form, null, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        // Not behind a redirect: the token is in this answer, and nowhere else.
        await RenderAsync(context, new Form().With(ApiKey.NamesOf(ApiScopes.StatsRead).Single(), KeysPage.On), new NewToken(form[Name], token), StatusCodes.Status200OK);
    }

    public async Task RevokeAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is null)
        {
            return;
        }

        await (await ring.RevokeAsync(Sessions.UserId(context), RouteId.Of(context), context.RequestAborted)
            ? ToPage(context, $"{Route}?{RemovedField}={Number(RouteId.Of(context))}")
            : Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound));
    }

    public async Task RestoreAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not null)
        {
            await (await ring.RestoreAsync(Sessions.UserId(context), RouteId.Of(context), context.RequestAborted)
                ? ToPage(context, Route)
                : Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound));
        }
    }

    private static Task ToPage(HttpContext context, string address)
    {
        Frame.SeeOther(context, address);
        return Task.CompletedTask;
    }

    private (ApiScopes Scopes, DateTimeOffset? Ends) Check(Form form)
    {
        form.Check(Name, ApiKey.NameProblem);
        var scopes = ApiScopes.None;
        foreach (var (name, _) in KeysPage.Scopes)
        {
            scopes |= form[name] == KeysPage.On ? ApiKey.ScopeOf(name) : ApiScopes.None;
        }

        if (scopes == ApiScopes.None)
        {
            form.Refuse(KeysPage.ScopesField, "At least one.");
        }

        if (form[Ends].Length == 0)
        {
            return (scopes, null);
        }

        // Through the end of the day that was typed.
        var isDate = DateTimeOffset.TryParseExact(form[Ends], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day);
        if (!isDate || day.Year >= DateTimeOffset.MaxValue.Year || day.AddDays(1) <= clock.GetUtcNow())
        {
            form.Refuse(Ends, "A day that is not over yet, such as 2030-12-31.");
            return (scopes, null);
        }

        return (scopes, day.AddDays(1));
    }

    private async Task RenderAsync(HttpContext context, Form form, NewToken? made, int status)
    {
        var userId = Sessions.UserId(context);
        var owned = await ring.OrganisationsAsync(userId, context.RequestAborted);
        var keys = await ring.OfAsync(userId, context.RequestAborted);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = keys.Select(key => new KeyRow(
            Number(key.Id), key.Name, key.Prefix, string.Join(", ", ApiKey.NamesOf(key.Scopes)), owned.Count > 1 ? owned.First(one => one.Id == key.OrganisationId).Name : "",
            key.LastUsedAt is { } used ? Day(used) : "not yet", key.ExpiresAt is { } ends ? (ends <= now ? "ended" : Day(ends - 1)) : "never", key.ExpiresAt <= now));
        var organisations = owned.Count > 1 ? owned.Select(static one => (Number(one.Id), one.Name)) : [];
        var page = new KeysPage(Frame.For(context, "API keys"), form, [.. rows], [.. organisations], made)
        {
            RestoreAddress = long.TryParse(context.Request.Query[RemovedField], NumberStyles.None, CultureInfo.InvariantCulture, out var removed)
                ? $"{Route}/{Number(removed)}/restore"
                : null,
        };
        await Frame.RenderAsync(context, Pages.Keys.Create(page), status);
    }

    private static string Number(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Day(long time) => Locale.Current.Dates.Day(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime));
}

/// <summary>What the page of keys shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Form">The key to be made.</param>
/// <param name="Keys">Those there are.</param>
/// <param name="Organisations">Those to choose from, by number and name; empty where there is nothing to choose.</param>
/// <param name="Made">The one that was just made; null: none.</param>
public sealed record KeysPage(Frame Frame, Form Form, IReadOnlyList<KeyRow> Keys, IReadOnlyList<(string Value, string Name)> Organisations, NewToken? Made)
{
    /// <summary>Where the one that was just revoked is brought back; null: none was.</summary>
    public string? RestoreAddress { get; init; }

    internal const string On = "yes";
    internal const string ScopesField = "scopes";

    internal static readonly (string Name, string Meaning)[] Scopes =
    [
        ("stats:read", "Ask for the statistics of all sites of the organisation."),
        ("events:write", "Send events of visitors, with their own time and address: POST /api/v1/events."),
        ("sites:manage", "Add, change and delete sites, goals, shared links and members, as you may: /api/v1/sites."),
    ];
}

/// <summary>A key, in words.</summary>
public sealed record KeyRow(string Id, string Name, string Prefix, string Scopes, string Organisation, string Used, string Ends, bool IsOver);

/// <summary>A key that was just made, with what nobody will see again.</summary>
public sealed record NewToken(string Name, string Token);
