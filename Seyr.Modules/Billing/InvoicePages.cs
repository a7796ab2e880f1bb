using Microsoft.AspNetCore.Http;
using Seyr.Billing.Pdf;
using Seyr.Identity;
using Seyr.Sites;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>An organisation's invoices and credit notes, each to be read, printed and had as a file: for its owner alone.</summary>
internal sealed class InvoicePages(Organisations organisations, Invoices invoices, CreditNotes notes)
{
    public const string Route = "/organisations/{id:long}/invoices/{number}";
    public const string CreditNoteRoute = "/organisations/{id:long}/credit-notes/{number}";
    public const string Ending = ".pdf";

    public async Task InvoiceAsync(HttpContext context)
    {
        if (await InvoiceOfAsync(context) is not { } invoice)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var credited = (await notes.OfInvoiceAsync(invoice.Id, context.RequestAborted)).Select(static note => new BillingLine(
            note.Reason, Dates.Day(note.IssuedAt), note.Amount.ToString(), note.Name, CreditNotes.Path(note)));
        await ShowAsync(context, PaperOf(invoice), Invoices.Path(invoice), invoice.OrganisationId, [.. credited]);
    }

    public async Task CreditNoteAsync(HttpContext context)
    {
        if (await NoteOfAsync(context) is not { } note)
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        await ShowAsync(context, PaperOf(note), CreditNotes.Path(note), note.OrganisationId, []);
    }

    public async Task InvoiceFileAsync(HttpContext context) => await SendAsync(context, await InvoiceOfAsync(context) is { } invoice ? PaperOf(invoice) : null);

    public async Task CreditNoteFileAsync(HttpContext context) => await SendAsync(context, await NoteOfAsync(context) is { } note ? PaperOf(note) : null);

    private static Task ShowAsync(HttpContext context, Paper paper, string path, long organisationId, IReadOnlyList<BillingLine> credited) =>
        Frame.RenderAsync(context, Pages.InvoiceView.Create(new InvoicePage(
            Frame.For(context, paper.Title), paper, PaperPdf.Can(paper) ? path + Ending : "", BillingPages.PathOf(organisationId), credited)));

    private static async Task SendAsync(HttpContext context, Paper? paper)
    {
        if (paper is null || !PaperPdf.Can(paper))
        {
            await Frame.RenderErrorAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var file = PaperPdf.Write(paper);
        context.Response.ContentType = "application/pdf";
        context.Response.ContentLength = file.Length;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{paper.Title.Replace(' ', '-')}{Ending}\"";
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    }

    private static Paper PaperOf(Invoice invoice) => new(
        $"Invoice {invoice.Name}", invoice.IssuedAt, invoice.Seller, invoice.Buyer, invoice.Line, invoice.Amount.ToString(),
        $"Paid on {Dates.Day(invoice.IssuedAt)} by {invoice.Method}.");

    private static Paper PaperOf(CreditNote note) => new(
        $"Credit note {note.Name}", note.IssuedAt, note.Seller, note.Buyer, note.Line, note.Amount.ToString(),
        $"Given back on {Dates.Day(note.IssuedAt)}. Reason: {note.Reason}");

    /// <summary>Null: there is none, or it isn't theirs.</summary>
    private async Task<Invoice?> InvoiceOfAsync(HttpContext context) =>
        await OwnedAsync(context) is { } owned ? await invoices.FindAsync(owned, Name(context), context.RequestAborted) : null;

    /// <summary>Null: there is none, or it isn't theirs.</summary>
    private async Task<CreditNote?> NoteOfAsync(HttpContext context) =>
        await OwnedAsync(context) is { } owned ? await notes.FindAsync(owned, Name(context), context.RequestAborted) : null;

    /// <summary>Null: it isn't theirs.</summary>
    private async Task<long?> OwnedAsync(HttpContext context)
    {
        var id = RouteId.Of(context);
        return (await organisations.FindAsync(Sessions.UserId(context), id, Role.Owner, context.RequestAborted))?.Id;
    }

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["number"]!;
}
