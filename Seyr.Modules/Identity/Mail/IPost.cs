using MimeKit;

namespace Seyr.Identity.Mail;

/// <summary>What takes a message away.</summary>
internal interface IPost
{
    /// <summary>Hands it over.</summary>
    /// <exception cref="MessageRefusedException">It will never be taken.</exception>
    Task SendAsync(MimeMessage message, CancellationToken cancel);
}

/// <summary>The mail server refuses a message for good.</summary>
internal sealed class MessageRefusedException(int status, Exception inner) : Exception($"Refused with status {status}.", inner)
{
    public int Status { get; } = status;
}
