namespace PolicyLedger.EventStoreDb;

/// <summary>How a log on EventStoreDB works. The defaults suit a cluster nearby.</summary>
public sealed record EventStoreDbOptions
{
    /// <summary>How long a call goes on trying while the server is away, answers late or moves its leader. Then it fails as unreachable.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for a subscription, counted from the last event that it delivered or the last connection that it had.</summary>
    public TimeSpan SubscriptionBudget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one append, or one read of a few events, may take before it is tried again.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a recording waits for its positions. Then it is acknowledged without them.</summary>
    public TimeSpan IndexWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much one append may hold, in bytes, when several of the caller's are sent as one. A node takes 1 MiB unless it is told otherwise.</summary>
    public int AppendBytes { get; init; } = 512 << 10;

    /// <summary>How long the index waits for the lock that another process holds.</summary>
    public TimeSpan BusyBudget { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the key of a sealed text is kept in memory: for that long a text may still be read here that another process
    /// has erased, where its erasure was not seen here.
    /// </summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For <see cref="KeyLifetime"/>.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Stands before every stream's name on the server, so that tests share one. Empty in production.</summary>
    internal string Prefix { get; init; } = "";

    internal EventStoreDbOptions Checked()
    {
        Require(InRange(RetryBudget), nameof(RetryBudget), RetryBudget, "0.1 seconds to an hour");
        Require(InRange(SubscriptionBudget), nameof(SubscriptionBudget), SubscriptionBudget, "0.1 seconds to an hour");
        Require(InRange(Deadline), nameof(Deadline), Deadline, "0.1 seconds to an hour");
        Require(IndexWait >= TimeSpan.Zero && IndexWait <= TimeSpan.FromHours(1), nameof(IndexWait), IndexWait, "not negative, at most an hour");
        Require(AppendBytes is >= 1 and <= 16 << 20, nameof(AppendBytes), AppendBytes, "1 byte to 16 MiB");
        Require(BusyBudget >= TimeSpan.FromMilliseconds(10) && BusyBudget <= TimeSpan.FromHours(1), nameof(BusyBudget), BusyBudget, "at least 10 ms, at most an hour");
        Require(KeyLifetime >= TimeSpan.Zero && KeyLifetime <= TimeSpan.FromHours(1), nameof(KeyLifetime), KeyLifetime, "not negative, at most an hour");
        return this;
    }

    private static bool InRange(TimeSpan time) => time >= TimeSpan.FromMilliseconds(100) && time <= TimeSpan.FromHours(1);

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} has to be {rule}.");
    }
}
