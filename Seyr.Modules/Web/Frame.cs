using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RazorSlices;

namespace Seyr.Web;

/// <summary>What every page needs around its content. Made before the page is rendered, since it may set a cookie.</summary>
/// <param name="Title">The page's title, without the product's name.</param>
/// <param name="SignedInAs">The e-mail address of who is signed in; null: nobody.</param>
/// <param name="FormToken">The antiforgery token, to be put into every form.</param>
/// <param name="IsPlainHttp">Whether the page came over plain HTTP from another machine, which deserves a warning.</param>
/// <param name="Assets">Addresses of style sheets and scripts.</param>
public sealed record Frame(string Title, string? SignedInAs, string FormToken, bool IsPlainHttp, Assets Assets)
{
    /// <summary>The name of the form field that carries the antiforgery token.</summary>
    public const string FormTokenField = "__form";

    /// <summary>Makes the frame of a page.</summary>
    public static Frame For(HttpContext context, string title)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var isLocal = context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address);
        return new Frame(
            title,
            context.User.Identity?.Name,
            tokens.RequestToken!,
            !context.Request.IsHttps && !isLocal,
            context.RequestServices.GetRequiredService<Assets>());
    }

    /// <summary>Renders a page.</summary>
    public static Task RenderAsync(HttpContext context, RazorSlice page, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.CacheControl = "no-store";
        page.StatusCode = status;
        return ((IResult)page).ExecuteAsync(context);
    }

    /// <summary>Answers a form that was taken with the page that shows what became of it.</summary>
    public static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    /// <summary>Renders the page that says in plain words what went wrong.</summary>
    public static Task RenderErrorAsync(HttpContext context, int status)
    {
        var (title, text) = status switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is nothing at this address, or it isn't yours to see."),
            StatusCodes.Status400BadRequest => ("Please try again", "The form was too old or came from somewhere else. Go back, reload the page and send it again."),
            StatusCodes.Status503ServiceUnavailable => ("One moment", "A store did not answer in time. What visitors send is still being collected. Reload in a moment."),
            StatusCodes.Status413PayloadTooLarge => ("Too much", "The form was larger than this page takes."),
            StatusCodes.Status429TooManyRequests => ("Not so fast", "This was tried too often from your network, or for this account. Wait a few minutes, then try again."),
            _ => ("Something went wrong", "It's our fault, and it has been noted in the server's log."),
        };
        return RenderAsync(context, Pages.Error.Create(new ErrorPage(For(context, title), text)), status);
    }
}

/// <summary>What the error page shows.</summary>
public sealed record ErrorPage(Frame Frame, string Text);
