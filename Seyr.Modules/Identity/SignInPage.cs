using Microsoft.AspNetCore.Http;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>What the sign-in page shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Form">What was typed.</param>
/// <param name="OffersSignUp">Whether anybody may make an account.</param>
/// <param name="Done">What has just been done, and leads here; null: nothing.</param>
public sealed record SignInPage(Frame Frame, Form Form, bool OffersSignUp, string? Done)
{
    internal const string PasswordSet = "password";
    internal const string EmailSet = "email";

    internal static string? Notice(string? done) => done switch
    {
        PasswordSet => "Your new password is set, and all other browsers are signed out. Sign in with it.",
        EmailSet => "Your new address is confirmed. Sign in with it from now on.",
        _ => null,
    };
}
