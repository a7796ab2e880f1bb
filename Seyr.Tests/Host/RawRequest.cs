namespace Seyr.Tests.Host;

/// <summary>How a request has to be answered.</summary>
internal enum Due
{
    /// <summary>It is good HTTP and a <c>POST /i</c>: 202, whatever its body says.</summary>
    Accepted,

    /// <summary>It is good HTTP and a <c>POST /api/event</c>: 202, or 400 or 413 with what is wrong with its body.</summary>
    Told,

    /// <summary>Good HTTP of another method: 204 or 405.</summary>
    NotTaken,

    /// <summary>Broken HTTP: 4xx (505 is HTTP's word for a version that isn't one), or the connection is closed without a word.</summary>
    Refused,

    /// <summary>HTTP that is broken only after its beginning, or that servers may forgive: 202, 4xx, or nothing.</summary>
    Either,
}

/// <summary>The bytes of a request.</summary>
/// <param name="Bytes">As they are sent.</param>
/// <param name="Due">What has to come back.</param>
/// <param name="IsLast">The server may close the connection after it.</param>
/// <param name="IsCut">The sender ends its side after it.</param>
internal readonly record struct RawRequest(byte[] Bytes, Due Due, bool IsLast = false, bool IsCut = false)
{
    public bool MayBeUnanswered => Due is Due.Refused or Due.Either;

    /// <summary>What is wrong with an answer's status; null: nothing.</summary>
    public string? Problem(int status)
    {
        var isRight = Due switch
        {
            Due.Accepted => status == 202,
            Due.Told => status is 202 or 400 or 413,
            Due.NotTaken => status is 204 or 405,
            Due.Refused => status is (>= 400 and < 500) or 505,
            _ => status is 202 or (>= 400 and < 500),
        };
        return isRight ? null : $"{Due} was answered with {status}";
    }
}
