using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seyr.Web;

namespace Seyr.Billing;

/// <summary>
/// What providers post, from their servers and through customers' browsers: without a session, without our forms' token, and believed in nothing. It
/// is written down and has the order asked about; then the browser is led to the page that shows how it stands.
/// </summary>
internal sealed partial class CallbackEndpoint(Providers providers, Orders orders, Callbacks callbacks, Doubles doubles, Reconciler reconciler, ILogger<CallbackEndpoint> log)
{
    /// <summary>Where they post to: ahead of a channel's name.</summary>
    public const string Path = "/billing/";

    private const int MaxTransactionId = 30;

    /// <summary>Answers a post on a channel.</summary>
    public async Task TakeAsync(HttpContext context, Channel channel)
    {
        var order = await NoteAsync(context, channel);
        if (channel == Channel.Ipn)
        {
            // Also where it is none of ours: a sender that is told so only learns from it.
            await context.Response.WriteAsync("ok", context.RequestAborted);
        }
        else
        {
            Frame.SeeOther(context, order is null ? "/" : OrderPages.PathOf(order));
        }
    }

    private async Task<Order?> NoteAsync(HttpContext context, Channel channel)
    {
        if (await PostedForm.ReadAsync(context) is not { } form || providers.Current.Read(form) is not { } callback || callback.TransactionId.Length > MaxTransactionId
            || await orders.FindAsync(callback.TransactionId, context.RequestAborted) is not { } order || providers.Of(order) is null)
        {
            Unknown(channel);
            return null;
        }

        if (!callback.IsSigned)
        {
            Unsigned(order.Id, channel);
        }

        if (await callbacks.AddAsync(order, channel, callback, form, context.RequestAborted))
        {
            await doubles.TellAsync(order, context.RequestAborted);
            reconciler.Wake();
        }

        return order;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was posted to {Channel} names no order.")]
    private partial void Unknown(Channel channel);

    // The provider itself has turned its check off in its own library: a wrong signature must not lose a payment.
    [LoggerMessage(Level = LogLevel.Warning, Message = "What was posted to {Channel} about order {Id} has no right signature; the provider is asked all the same.")]
    private partial void Unsigned(long id, Channel channel);
}
