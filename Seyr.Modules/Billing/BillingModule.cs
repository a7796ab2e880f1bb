using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seyr.Billing.Mock;
using Seyr.Billing.SslCommerz;
using Seyr.Identity;
using Seyr.Sites;

namespace Seyr.Billing;

/// <summary>Plans, orders, payments, invoices. Where the configuration has no plans, neither method is called, and there is nothing of it.</summary>
public static class BillingModule
{
    /// <summary>Registers them.</summary>
    /// <param name="services">Where.</param>
    /// <param name="options">The plans and the provider.</param>
    /// <param name="server">The address at which this server is reached, with a slash at its end.</param>
    public static IServiceCollection AddBilling(this IServiceCollection services, BillingOptions options, Uri server)
    {
        if (options.Provider == BillingOptions.MockName)
        {
            services.AddSingleton(_ => new MockProvider(new Uri(server, MockPages.Path)))
                .AddSingleton<IPaymentProvider>(static provider => provider.GetRequiredService<MockProvider>())
                .AddSingleton<MockPages>();
        }
        else
        {
            services.AddSingleton<IPaymentProvider>(provider => new SslCommerzProvider(options.SslCommerz, provider.GetRequiredService<ILoggerFactory>()));
        }

        return services
            .AddSingleton(options)
            .AddSingleton<Plans>()
            .AddSingleton<Providers>()
            .AddSingleton<Orders>()
            .AddSingleton<Callbacks>()
            .AddSingleton<Inquiry>()
            .AddSingleton<Periods>()
            .AddSingleton<Invoices>()
            .AddSingleton<Trials>()
            .AddSingleton<UsageNotices>()
            .AddSingleton<Reminders>()
            .AddSingleton<Restrictions>()
            .AddSingleton<Cancellation>()
            .AddSingleton<Alerts>()
            .AddSingleton<Doubles>()
            .AddSingleton<Settlement>()
            .AddSingleton<Refunds>()
            .AddSingleton<CreditNotes>()
            .AddSingleton<Refunding>()
            .AddSingleton<Received>()
            .AddSingleton<HeldPayments>()
            .AddSingleton<Books>()
            .AddSingleton<Cards>()
            .AddSingleton<NextTerms>()
            .AddSingleton<Renewals>()
            .AddSingleton(provider => new Renewing(
                provider.GetRequiredService<Renewals>(), provider.GetRequiredService<Periods>(), provider.GetRequiredService<Orders>(),
                provider.GetRequiredService<NextTerms>(), provider.GetRequiredService<Cards>(), provider.GetRequiredService<Providers>(),
                provider.GetRequiredService<Settlement>(), provider.GetRequiredService<Organisations>(), provider.GetRequiredService<Users>(), server,
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Renewing>>()))
            .AddSingleton<Dunning>()
            .AddHostedService(static provider => provider.GetRequiredService<Dunning>())
            .AddSingleton<Reconciler>()
            .AddHostedService(static provider => provider.GetRequiredService<Reconciler>())
            .AddSingleton(provider => new Ordering(
                provider.GetRequiredService<Orders>(), provider.GetRequiredService<Providers>(), server, provider.GetRequiredService<ILogger<Ordering>>()))
            .AddSingleton<CallbackEndpoint>()
            .AddSingleton<OrderPages>()
            .AddSingleton<InvoicePages>()
            .AddSingleton<OperatorPages>()
            .AddSingleton<OperatorOrderPages>()
            .AddSingleton<BillingPages>();
    }

    /// <summary>Maps the owner's pages, an order's page, and what providers post to.</summary>
    public static void MapBilling(this IEndpointRouteBuilder routes)
    {
        var pages = routes.ServiceProvider.GetRequiredService<BillingPages>();
        routes.MapGet(BillingPages.Route, (RequestDelegate)pages.ShowAsync);
        routes.MapPost(BillingPages.Route, (RequestDelegate)pages.OrderAsync);
        routes.MapPost(BillingPages.CancelRoute, (RequestDelegate)pages.CancelAsync);
        routes.MapPost(BillingPages.KeepRoute, (RequestDelegate)pages.KeepAsync);
        routes.MapPost(BillingPages.RemoveCardRoute, (RequestDelegate)pages.RemoveCardAsync);
        var invoices = routes.ServiceProvider.GetRequiredService<InvoicePages>();
        routes.MapGet(InvoicePages.Route, (RequestDelegate)invoices.InvoiceAsync);
        routes.MapGet(InvoicePages.Route + InvoicePages.Ending, (RequestDelegate)invoices.InvoiceFileAsync);
        routes.MapGet(InvoicePages.CreditNoteRoute, (RequestDelegate)invoices.CreditNoteAsync);
        routes.MapGet(InvoicePages.CreditNoteRoute + InvoicePages.Ending, (RequestDelegate)invoices.CreditNoteFileAsync);
        MapOperator(routes);

        var order = routes.ServiceProvider.GetRequiredService<OrderPages>();
        routes.MapGet(OrderPages.Route, (RequestDelegate)order.ShowAsync).AllowAnonymous();

        // The list of forms that are taken without our token: they come from another site, and nothing in them is believed.
        var callbacks = routes.ServiceProvider.GetRequiredService<CallbackEndpoint>();
        foreach (var channel in Enum.GetValues<Channel>())
        {
            routes.MapPost(CallbackEndpoint.Path + Names.Of(channel), (RequestDelegate)(context => callbacks.TakeAsync(context, channel))).AllowAnonymous();
        }

        if (routes.ServiceProvider.GetService<MockPages>() is { } mock)
        {
            routes.MapGet(MockPages.Route, (RequestDelegate)mock.ShowAsync).AllowAnonymous();
            routes.MapPost(MockPages.Route, (RequestDelegate)mock.ChooseAsync).AllowAnonymous();
        }
    }

    private static void MapOperator(IEndpointRouteBuilder routes)
    {
        var all = routes.ServiceProvider.GetRequiredService<OperatorPages>();
        routes.MapGet(OperatorPages.Route, (RequestDelegate)all.ShowAsync);
        routes.MapPost(OperatorPages.Route + "/ask", (RequestDelegate)all.AskAsync);
        var one = routes.ServiceProvider.GetRequiredService<OperatorOrderPages>();
        routes.MapGet(OperatorPages.OrderRoute, (RequestDelegate)one.ShowAsync);
        routes.MapPost(OperatorPages.OrderRoute + "/ask", (RequestDelegate)one.AskAsync);
        routes.MapPost(OperatorPages.OrderRoute + "/accept", (RequestDelegate)one.AcceptAsync);
        routes.MapPost(OperatorPages.OrderRoute + "/refund", (RequestDelegate)one.RefundAsync);
        routes.MapPost(OperatorPages.OrderRoute + "/resolve", (RequestDelegate)one.ResolveAsync);
    }
}
