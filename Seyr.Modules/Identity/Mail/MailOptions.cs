namespace Seyr.Identity.Mail;

/// <summary>How mail leaves; every key is explained in <c>seyr.example.json</c>.</summary>
public sealed class MailOptions
{
    private const string StartTls = "starttls";
    private const string Tls = "tls";
    private const string None = "none";
    private const int MaxPort = 65_535;

    /// <summary>The SMTP server; empty: messages are written into a folder.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>starttls</c>, <c>tls</c> or <c>none</c>.</summary>
    public string Security { get; set; } = StartTls;

    /// <summary>Who signs in there; empty: nobody.</summary>
    public string User { get; set; } = "";

    /// <summary>The password that goes with it.</summary>
    public string Password { get; set; } = "";

    /// <summary>The address from which messages come.</summary>
    public string From { get; set; } = "";

    internal MailKit.Security.SecureSocketOptions SocketOptions => Security switch
    {
        Tls => MailKit.Security.SecureSocketOptions.SslOnConnect,
        None => MailKit.Security.SecureSocketOptions.None,
        _ => MailKit.Security.SecureSocketOptions.StartTls,
    };

    /// <summary>What is wrong, as "key: what is expected".</summary>
    public IEnumerable<string> Problems()
    {
        if (Port is < 1 or > MaxPort)
        {
            yield return $"Mail:Port: 1 to {MaxPort}";
        }

        if (Security is not (StartTls or Tls or None))
        {
            yield return $"Mail:Security: {StartTls}, {Tls} or {None}";
        }

        if (From.Length > 0 ? Users.EmailProblem(From) is not null : Host.Length > 0)
        {
            yield return "Mail:From: the address from which messages come, such as seyr@example.com";
        }
    }
}
