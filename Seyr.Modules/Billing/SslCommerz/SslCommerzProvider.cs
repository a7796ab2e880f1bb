using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Seyr.Billing.SslCommerz;

/// <summary>SSLCommerz v4: cards, bKash, Nagad, Rocket, on a page of the gateway's own.</summary>
internal sealed partial class SslCommerzProvider : IPaymentProvider, IDisposable
{
    private const string Session = "/gwprocess/v4/api.php";
    private const string Validation = "/validator/api/validationserverAPI.php";

    /// <summary>Query, refund and its status: which of them, the parameters say.</summary>
    private const string Transaction = "/validator/api/merchantTransIDvalidationAPI.php";

    private const string Done = "SUCCESS";
    private const string Category = "subscription";
    private const long LeastTakaMinor = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SslCommerzOptions options;
    private readonly Uri address;
    private readonly GatewayHttp http;
    private readonly ILogger<SslCommerzProvider> log;

    public SslCommerzProvider(SslCommerzOptions options, ILoggerFactory logs, TimeSpan? patience = null)
    {
        this.options = options;
        address = new Uri(options.Address);
        http = new GatewayHttp(address, patience ?? Patience, logs.CreateLogger<GatewayHttp>());
        log = logs.CreateLogger<SslCommerzProvider>();
    }

    /// <inheritdoc/>
    public string Name => BillingOptions.SslCommerzName;

    /// <inheritdoc/>
    public string Title => "SSLCommerz";

    /// <inheritdoc/>
    public Capabilities Capabilities { get; } = new(StoredCharge: false, Least: new Amount(LeastTakaMinor, "BDT"));

    /// <inheritdoc/>
    public async Task<Opened> OpenAsync(Checkout checkout, CancellationToken cancel)
    {
        using var answer = await http.PostAsync(Session, [.. Credentials(), .. Fields(checkout)], cancel);
        if (answer is null)
        {
            return Opened.Unavailable;
        }

        var status = SslCommerzAnswers.Text(answer.RootElement, "status");
        if (status != Done)
        {
            return status == "FAILED" ? new Opened("", null, Cut(SslCommerzAnswers.Text(answer.RootElement, "failedreason"), 255)) : Opened.Unavailable;
        }

        if (PageOf(SslCommerzAnswers.Text(answer.RootElement, "GatewayPageURL")) is { } page)
        {
            return new Opened(Cut(SslCommerzAnswers.Text(answer.RootElement, "sessionkey"), 50), page, null);
        }

        ForeignPage();
        return Opened.Unavailable;
    }

    /// <summary>Nothing public says how a stored card is charged here, so it isn't.</summary>
    public Task<Verdict> ChargeAsync(Charge charge, CancellationToken cancel) => Task.FromResult(Verdict.Failed);

    /// <inheritdoc/>
    public async Task<Told> ValidateAsync(string validationId, CancellationToken cancel)
    {
        var told = await AskAsync(Validation, [new("val_id", validationId), new("v", "1")], SslCommerzAnswers.Validation, Told.Unavailable, cancel);
        return told.Payment is { } payment && payment.ValidationId != validationId ? Told.Unavailable : told;
    }

    /// <inheritdoc/>
    public async Task<Told> QueryAsync(string transactionId, CancellationToken cancel)
    {
        var told = await AskAsync(Transaction, [new("tran_id", transactionId)], SslCommerzAnswers.Query, Told.Unavailable, cancel);
        return told.Payment is { } payment && payment.TransactionId != transactionId ? Told.Unavailable : told;
    }

    /// <inheritdoc/>
    public Task<RefundAnswer> RefundAsync(Refund refund, CancellationToken cancel) => AskAsync(
        Transaction,
        [
            new("bank_tran_id", refund.BankTransactionId), new("refund_trans_id", refund.Id), new("refund_amount", refund.Amount.ToNumber()),
            new("refund_remarks", Cut(refund.Reason, 255)),
        ],
        SslCommerzAnswers.Refund, new RefundAnswer(RefundState.Unavailable), cancel);

    /// <inheritdoc/>
    public Task<RefundAnswer> RefundStatusAsync(string reference, CancellationToken cancel) =>
        AskAsync(Transaction, [new("refund_ref_id", reference)], SslCommerzAnswers.Refund, new RefundAnswer(RefundState.Unavailable), cancel);

    /// <inheritdoc/>
    public Callback? Read(IReadOnlyDictionary<string, string> form)
    {
        var transaction = form.GetValueOrDefault("tran_id", "");
        return transaction.Length == 0 ? null : new Callback(
            transaction, Cut(form.GetValueOrDefault("status", ""), 30), Cut(form.GetValueOrDefault("val_id", ""), 50),
            form.GetValueOrDefault("store_id") == options.StoreId && SslCommerzSignature.IsRight(form, options.StorePassword));
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<T> AskAsync<T>(string path, List<KeyValuePair<string, string>> parameters, Func<JsonElement, T> read, T otherwise, CancellationToken cancel)
    {
        using var answer = await http.GetAsync(path, [.. parameters, .. Credentials(), new("format", "json")], cancel);
        return answer is null || answer.RootElement.ValueKind != JsonValueKind.Object ? otherwise : read(answer.RootElement);
    }

    private KeyValuePair<string, string>[] Credentials() => [new("store_id", options.StoreId), new("store_passwd", options.StorePassword)];

    private static IEnumerable<KeyValuePair<string, string>> Fields(Checkout checkout)
    {
        var buyer = checkout.Buyer;
        return
        [
            new("total_amount", checkout.Amount.ToNumber()), new("currency", checkout.Amount.Currency), new("tran_id", checkout.TransactionId),
            .. Enum.GetValues<Channel>().Select(Names.Of).Select(name => new KeyValuePair<string, string>($"{name}_url", new Uri(checkout.Callbacks, name).AbsoluteUri)),
            new("cus_name", Cut(buyer.Name, 50)), new("cus_email", Cut(checkout.Email, 50)), new("cus_add1", Cut(buyer.Address, 50)),
            new("cus_city", Cut(buyer.City, 50)), new("cus_postcode", Cut(buyer.Postcode, 30)), new("cus_country", Cut(buyer.Country, 50)), new("cus_phone", Cut(buyer.Phone, 20)),
            new("shipping_method", "NO"), new("num_of_item", "1"), new("emi_option", "0"),
            new("product_name", Cut(checkout.Product, 255)), new("product_category", Category), new("product_profile", "non-physical-goods"),
        ];
    }

    /// <summary>The customer is sent only to hosts of the gateway's own.</summary>
    private Uri? PageOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var page) || page.UserInfo.Length > 0)
        {
            return null;
        }

        var isOwn = page.Scheme == address.Scheme && page.Authority == address.Authority;
        var hosts = options.PageHosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return isOwn || (page.Scheme == Uri.UriSchemeHttps && page.IsDefaultPort && hosts.Contains(page.Host, StringComparer.Ordinal)) ? page : null;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    [LoggerMessage(Level = LogLevel.Error, Message = "SSLCommerz named a payment page on a host that is none of its own (Billing:SslCommerz:PageHosts); nobody was sent there.")]
    private partial void ForeignPage();
}
