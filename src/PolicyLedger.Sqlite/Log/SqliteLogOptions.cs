namespace PolicyLedger.Sqlite.Log;

/// <summary>What to do where there is no ledger yet.</summary>
public enum SqliteLogMode
{
    /// <summary>Refuse.</summary>
    MustExist,

    /// <summary>Create one. A file of length zero counts as none; any other file that is not a ledger is refused untouched.</summary>
    CreateIfMissing,
}

/// <summary>How a SQLite log works. The defaults suit one machine with several processes.</summary>
public sealed record SqliteLogOptions
{
    /// <summary>How long an append waits for the lock that another process holds; then it fails as unreachable, and the next one tries again.</summary>
    public TimeSpan BusyBudget { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a subscription looks for what other processes committed. Below a second, by the port's promise.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many appends may wait for the writer before further callers are made to wait.</summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>How many appends share one commit at most.</summary>
    public int GroupSize { get; init; } = 256;

    /// <summary>How many events are read at one time.</summary>
    public int PageSize { get; init; } = 512;

    internal SqliteLogOptions Checked()
    {
        Require(BusyBudget >= TimeSpan.FromMilliseconds(10) && BusyBudget <= TimeSpan.FromHours(1), nameof(BusyBudget), BusyBudget, "at least 10 ms, at most an hour");
        Require(PollInterval > TimeSpan.Zero && PollInterval <= TimeSpan.FromMilliseconds(900), nameof(PollInterval), PollInterval, "above zero, at most 0.9 seconds");
        Require(QueueLength >= 1, nameof(QueueLength), QueueLength, "at least 1");
        Require(GroupSize >= 1, nameof(GroupSize), GroupSize, "at least 1");
        Require(PageSize >= 1, nameof(PageSize), PageSize, "at least 1");
        return this;
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} has to be {rule}.");
    }
}
