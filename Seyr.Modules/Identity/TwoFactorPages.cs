using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Seyr.Identity.Mail;
using Seyr.Storage;
using Seyr.Web;

namespace Seyr.Identity;

/// <summary>Turning one's second factor on and off. Each asks for the password again.</summary>
internal sealed class TwoFactorPages(
    RelationalStore store, Users users, TwoFactor twoFactor, Sessions sessions, Outbox outbox, IDataProtectionProvider protection)
{
    public const string Path = AccountPages.Path + "/two-factor";
    public const string OffPath = Path + "/off";
    public const string CodesPath = Path + "/codes";

    internal const string Password = "password";
    internal const string Code = "code";
    internal const string Secret = "secret";

    /// <summary>Seals the secret that a page shows, since only what the user has scanned is worth storing.</summary>
    private readonly IDataProtector offers = protection.CreateProtector("two-factor-offer");

    public Task ShowAsync(HttpContext context) => RenderAsync(context, new Form(), StatusCodes.Status200OK);

    public async Task TurnOnAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var userId = Sessions.UserId(context);
        if (Offered(form, userId) is not { } secret || await twoFactor.IsOnAsync(userId, context.RequestAborted))
        {
            await RenderAsync(context, new Form(), StatusCodes.Status422UnprocessableEntity);
            return;
        }

        await ChangeAsync(context, form, userId, async transaction =>
        {
            var codes = await twoFactor.TurnOnAsync(transaction, userId, secret, form[Code]);
            if (codes is null)
            {
                form.Refuse(Code, "This is not the code that the app shows for this key now.");
                return null;
            }

            await outbox.AddAsync(transaction, Letters.TwoFactorOn(context.User.Identity!.Name!));
            return codes;
        });
    }

    public async Task TurnOffAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var userId = Sessions.UserId(context);
        await ChangeAsync(context, form, userId, async transaction =>
        {
            await TwoFactor.TurnOffAsync(transaction, userId);
            await outbox.AddAsync(transaction, Letters.TwoFactorOff(context.User.Identity!.Name!));
            return [];
        });
    }

    public async Task NewCodesAsync(HttpContext context)
    {
        if (await Form.ReadAsync(context) is not { } form)
        {
            return;
        }

        var userId = Sessions.UserId(context);
        await ChangeAsync(context, form, userId, async transaction => await twoFactor.IsOnAsync(userId, context.RequestAborted)
            ? await TwoFactor.NewCodesAsync(transaction, userId)
            : null);
    }

    /// <summary>Asks for the password, makes the change, gives the session a new token, and shows what there is to be written down.</summary>
    private async Task ChangeAsync(HttpContext context, Form form, long userId, Func<System.Data.Common.DbTransaction, Task<IReadOnlyList<string>?>> change)
    {
        if (!await users.ConfirmAsync(userId, form.Raw(Password), context.RequestAborted))
        {
            form.Refuse(Password, Users.WrongPassword);
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        IReadOnlyList<string>? codes;
        await using (var connection = await store.OpenAsync(context.RequestAborted))
        await using (var transaction = await connection.BeginTransactionAsync(context.RequestAborted))
        {
            codes = await change(transaction);
            if (codes is not null)
            {
                await transaction.CommitAsync(context.RequestAborted);
            }
        }

        if (codes is null)
        {
            await RenderAsync(context, form, StatusCodes.Status422UnprocessableEntity);
            return;
        }

        outbox.Wake();
        await sessions.RevokeOthersAsync(context);
        await sessions.RenewAsync(context);
        if (codes.Count == 0)
        {
            Frame.SeeOther(context, Path);
            return;
        }

        await Frame.RenderAsync(context, Pages.RecoveryCodes.Create(new RecoveryCodesPage(Frame.For(context, "Recovery codes"), codes)));
    }

    private byte[]? Offered(Form form, long userId)
    {
        try
        {
            var parts = offers.Unprotect(form[Secret]).Split(' ');
            return parts[0] == userId.ToString(CultureInfo.InvariantCulture) ? Convert.FromHexString(parts[1]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task RenderAsync(HttpContext context, Form form, int status)
    {
        var userId = Sessions.UserId(context);
        if (await twoFactor.IsOnAsync(userId, context.RequestAborted))
        {
            var left = await twoFactor.CodesLeftAsync(userId, context.RequestAborted);
            await Frame.RenderAsync(context, Pages.TwoFactor.Create(new TwoFactorPage(Frame.For(context, "Two-factor sign-in"), form, null, left)), status);
            return;
        }

        var secret = Offered(form, userId) ?? Totp.NewSecret();
        var offer = new TwoFactorOffer(
            QrCode.Of(Totp.Address(context.User.Identity!.Name!, secret)),
            string.Join(' ', Totp.Base32(secret).Chunk(4).Select(static group => new string(group))),
            offers.Protect($"{userId.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexString(secret)}"));
        await Frame.RenderAsync(context, Pages.TwoFactor.Create(new TwoFactorPage(Frame.For(context, "Two-factor sign-in"), form, offer, 0)), status);
    }
}

/// <summary>What the page of the second factor shows.</summary>
/// <param name="Frame">What surrounds it.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Offer">The secret to be scanned; null: it is on already.</param>
/// <param name="CodesLeft">Recovery codes that are left.</param>
public sealed record TwoFactorPage(Frame Frame, Form Form, TwoFactorOffer? Offer, long CodesLeft);

/// <summary>A secret that somebody may take over into their app.</summary>
/// <param name="Qr">To be scanned.</param>
/// <param name="Key">To be typed.</param>
/// <param name="Sealed">The same for the form, so that nothing is stored before it is wanted.</param>
public sealed record TwoFactorOffer(QrCode Qr, string Key, string Sealed);

/// <summary>What the page shows that is seen once.</summary>
public sealed record RecoveryCodesPage(Frame Frame, IReadOnlyList<string> Codes);
