using Microsoft.AspNetCore.Http;

namespace PolicyLedger.Server.Subscribing;

/// <summary>How live subscriptions work. The defaults suit one machine and some hundreds of dashboards.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>How many may follow at the same time, over both feeds; more are asked to come again later.</summary>
    public int MaxSubscribers { get; init; } = 2_000;

    /// <summary>How many of these may be one caller's, so that nobody keeps all others out.</summary>
    public int MaxOfOneCaller { get; init; } = 1_000;

    /// <summary>Who asks, for <see cref="MaxOfOneCaller"/>; null: everybody is one caller of their own.</summary>
    public Func<HttpContext, string>? CallerOf { get; init; }

    /// <summary>How many of a feed's newest messages are kept for all who follow it. Who falls further behind is dropped.</summary>
    public int RingMessages { get; init; } = 4_096;

    /// <summary>How many bytes these have at most; one message is always kept.</summary>
    public long RingBytes { get; init; } = 64 << 20;

    /// <summary>How often a subscriber hears something, if only a comment.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take nothing of what is sent before the connection is cut.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After which time a client is asked to connect again.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest that a new day goes unseen where the clock leaps or the machine slept; otherwise it is seen as it begins.</summary>
    public TimeSpan ClockCheck { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Asked at each heartbeat whether the subscriber may go on; null: it may.</summary>
    public Func<HttpContext, bool>? StillGood { get; init; }

    internal SubscriptionOptions Checked()
    {
        Require(MaxSubscribers >= 1, nameof(MaxSubscribers), MaxSubscribers, "at least 1");
        Require(MaxOfOneCaller >= 1, nameof(MaxOfOneCaller), MaxOfOneCaller, "at least 1");
        Require(RingMessages >= 1, nameof(RingMessages), RingMessages, "at least 1");
        Require(RingBytes >= 1, nameof(RingBytes), RingBytes, "at least 1");
        foreach (var (name, time) in new[] { (nameof(Heartbeat), Heartbeat), (nameof(WriteTimeout), WriteTimeout), (nameof(Retry), Retry), (nameof(ClockCheck), ClockCheck) })
            Require(time >= TimeSpan.FromMilliseconds(1) && time <= TimeSpan.FromHours(1), name, time, "at least 1 ms, at most an hour");
        return this;
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} has to be {rule}.");
    }
}
