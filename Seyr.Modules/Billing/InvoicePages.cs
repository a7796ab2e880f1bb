using Microsoft.AspNetCore.Http;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>An organisation's invoices and credit notes, each to be read and printed: for its owner alone.</summary>
internal sealed class InvoicePages(Organisations organisations, Invoices invoices, CreditNotes notes)
{
    public const string Route = "/organisations/{id:long}/invoices/{number}";
    public const string CreditNoteRoute = "/organisations/{id:long}/credit-notes/{number}";

    public async Task InvoiceAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        if (await OwnedAsync(context) is not { } owned || await invoices.FindAsync(owned, Name(context), cancel) is not { } invoice)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var title = $"Invoice {invoice.Name}";
        var credited = (await notes.OfInvoiceAsync(invoice.Id, cancel)).Select(static note => new BillingLine(
            note.Reason, Dates.Day(note.IssuedAt), note.Amount.ToString(), note.Name, CreditNotes.Path(note)));
        await Frame.RenderAsync(context, Pages.InvoiceView.Create(new InvoicePage(
            Frame.For(context, title), title, Dates.Day(invoice.IssuedAt), invoice.Seller, invoice.Buyer, invoice.Line, invoice.Amount.ToString(),
            $"Paid on {Dates.Day(invoice.IssuedAt)} by {invoice.Method}.", BillingPages.PathOf(owned), [.. credited])));
    }

    public async Task CreditNoteAsync(HttpContext context)
    {
        if (await OwnedAsync(context) is not { } owned || await notes.FindAsync(owned, Name(context), context.RequestAborted) is not { } note)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var title = $"Credit note {note.Name}";
        await Frame.RenderAsync(context, Pages.InvoiceView.Create(new InvoicePage(
            Frame.For(context, title), title, Dates.Day(note.IssuedAt), note.Seller, note.Buyer, note.Line, note.Amount.ToString(),
            $"Given back on {Dates.Day(note.IssuedAt)}. Reason: {note.Reason}", BillingPages.PathOf(owned), [])));
    }

    /// <summary>Null: it isn't theirs.</summary>
    private async Task<long?> OwnedAsync(HttpContext context)
    {
        var id = RouteId.Of(context);
        return (await organisations.FindAsync(Sessions.UserId(context), id, Role.Owner, context.RequestAborted))?.Id;
    }

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["number"]!;
}
