using Seyr.Identity.Mail;

namespace Seyr.Identity;

/// <summary>Mails that tell somebody of a change to their account, so that they learn of one that they didn't make.</summary>
internal static class Letters
{
    private const string NotYou = "If it wasn't you, set a new password now by \"Forgotten your password?\" on the sign-in page, and tell whoever runs this server.";

    public static Letter PasswordChanged(string email) =>
        new(email, "Your password was changed", ["The password of your account on Seyr was changed, and other browsers were signed out.", NotYou]);

    public static Letter EmailChanged(string before, string after) =>
        new(before, "Your e-mail address was changed", [$"Your account on Seyr belongs to {after} from now on. This address gets no more mail of it.", NotYou]);

    public static Letter TwoFactorOn(string email) =>
        new(email, "Two-factor sign-in is on", ["Signing in to your account on Seyr asks for a code from now on.", NotYou]);

    public static Letter TwoFactorOff(string email) =>
        new(email, "Two-factor sign-in is off", ["Signing in to your account on Seyr asks for the password alone from now on.", NotYou]);

    public static Letter RecoveryCodeUsed(string email, long left) =>
        new(email, "A recovery code was used", [$"Somebody, most likely you, signed in to your account on Seyr with a recovery code. {left} are left.", NotYou]);
}
