namespace PolicyLedger.Sqlite.Models;

/// <summary>How SQLite read models work. The defaults suit one machine with several processes.</summary>
public sealed record SqliteModelsOptions
{
    /// <summary>How many events are applied in one transaction. No other process can apply in the meantime; queries go on.</summary>
    public int BatchSize { get; init; } = 4000;

    /// <summary>How long applying waits for the lock that another process holds; then it fails as unreachable.</summary>
    public TimeSpan BusyBudget { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A rebuild that has applied nothing for this long counts as killed, and the next one clears it away.</summary>
    public TimeSpan KilledAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Models of an older projection to which nothing was applied for this long are cleared away; until then an older program that still runs goes on with them.</summary>
    public TimeSpan OlderKeptFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Tells when something was last applied, and nothing else: no row of the models depends on it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether opening builds models where there are none to go on with. Where not, <see cref="SqliteReadModels.RebuildAsync"/> MUST be called before anything is asked.</summary>
    public bool BuildsWhenOpened { get; init; } = true;

    /// <summary>Told after each batch that opening, asking or catching up applies, and when it is done; on any thread.</summary>
    public IProgress<ModelsProgress>? Progress { get; init; }

    internal SqliteModelsOptions Checked()
    {
        Require(BatchSize is >= 1 and <= 100_000, nameof(BatchSize), BatchSize, "1 to 100,000");
        Require(BusyBudget >= TimeSpan.FromMilliseconds(10) && BusyBudget <= TimeSpan.FromHours(1), nameof(BusyBudget), BusyBudget, "at least 10 ms, at most an hour");
        Require(KilledAfter >= BusyBudget, nameof(KilledAfter), KilledAfter, $"at least {nameof(BusyBudget)}, so that a rebuild that waits for a lock does not count as killed");
        Require(OlderKeptFor >= TimeSpan.Zero, nameof(OlderKeptFor), OlderKeptFor, "not negative");
        return this;
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} has to be {rule}.");
    }
}

/// <summary>How far applying is.</summary>
/// <param name="Events">The number of events that the models hold so far; 0 when done.</param>
/// <param name="Done">Nothing more is applied for now.</param>
public readonly record struct ModelsProgress(long Events, bool Done);
