using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Keeping;

/// <summary>What is found by reading every event.</summary>
internal sealed class EventChecks
{
    private readonly Dictionary<string, long> revisions = [];
    private readonly List<string> gaps = [];
    private readonly List<string> unreadable = [];
    private readonly List<string> altered = [];
    private long texts;
    private string? stopped;

    public long Count { get; private set; }

    public IEnumerable<CheckView> Views =>
    [
        View("positions", gaps, $"0 to {Count - 1} without a gap, {revisions.Count} streams"),
        View("events", unreadable, $"all {Count} read as their types say"),
        View("text hashes", altered, $"{texts} texts match the hashes of their events"),
    ];

    /// <summary>Reads them all.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="look">Shown each event too.</param>
    public static async Task<EventChecks> RunAsync(LedgerSession ledger, CancellationToken cancellation, Action<StoredEvent>? look = null)
    {
        var checks = new EventChecks();
        try
        {
            await foreach (var stored in ledger.Log.ReadAllAsync(0, cancellation))
            {
                checks.Look(stored, ledger.Codec);
                look?.Invoke(stored);
            }
        }
        catch (StoreException e) when (e.Fault == StoreFault.Integrity)
        {
            checks.stopped = e.Message;
        }

        return checks;
    }

    private void Look(StoredEvent stored, EventCodec codec)
    {
        var revision = revisions.GetValueOrDefault(stored.Stream, -1) + 1;
        if (stored.Position != Count || stored.Revision != revision)
            gaps.Add($"position {stored.Position} ({stored.Stream} revision {stored.Revision}) where position {Count} and revision {revision} come next");
        (Count, revisions[stored.Stream]) = (stored.Position + 1, stored.Revision);
        try
        {
            var read = codec.Decode(stored);
            if (stored.Text is not { } text)
                return;
            texts++;
            if (EventCodec.HashOf(text) != read.Metadata.TextHash)
                altered.Add($"the text at position {stored.Position} is not the one that was recorded");
        }
        catch (Exception e) when (e is StoreException or RefusedException)
        {
            unreadable.Add(e.Message);
        }
    }

    private CheckView View(string check, List<string> wrong, string fine) =>
        stopped is not null ? new(check, "broken", $"reading stopped at position {Count}: {stopped}")
        : wrong.Count == 0 ? new(check, "ok", Count == 0 ? "the ledger is empty" : fine)
        : new(check, "broken", wrong.Count == 1 ? wrong[0] : $"{wrong[0]}; and {wrong.Count - 1} more");
}
