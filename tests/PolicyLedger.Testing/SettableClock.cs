namespace PolicyLedger.Testing;

/// <summary>A clock that stands still until it is set; it may be set back.</summary>
public sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
