using Microsoft.Extensions.Time.Testing;

namespace Seyr.Tests.Billing;

/// <summary>A clock that stands still; each look at it is a step at which what runs may end. All that is written is written beside such a look.</summary>
internal sealed class EndingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public Ending? Ending { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        Ending?.Step();
        return base.GetUtcNow();
    }
}
