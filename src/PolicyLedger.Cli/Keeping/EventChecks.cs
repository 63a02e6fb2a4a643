using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Keeping;

/// <summary>What is found by reading every event.</summary>
internal sealed class EventChecks(bool schemas)
{
    private readonly Dictionary<string, long> revisions = [];
    private readonly List<string> gaps = [];
    private readonly List<string> unreadable = [];
    private readonly List<string> altered = [];
    private readonly List<string> formless = [];
    private readonly List<string> unerased = [];
    private readonly Dictionary<RecordId, RecordedEvent> erasures = [];
    private readonly MissingTexts missing = new();
    private long texts;
    private string? stopped;

    public long Count { get; private set; }

    public IEnumerable<CheckView> Views =>
    [
        View("positions", gaps, $"0 to {Count - 1} without a gap, {revisions.Count} streams"),
        View("events", unreadable, $"all {Count} read as their types say"),
        View("text hashes", altered, $"{texts} texts match the hashes of their events"),
        .. schemas ? [View("schemas", formless, "each event's parts keep the schema of its type")] : Array.Empty<CheckView>(),
        View("erasures", unerased, erasures.Count == 0 ? "none was ordered" : $"{erasures.Count} ordered and carried out"),
    ];

    /// <summary>Reads them all.</summary>
    /// <param name="log">The events.</param>
    /// <param name="codec">Reads them.</param>
    /// <param name="schemas">Also hold each event to the JSON Schema of its type.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="look">Shown each event too.</param>
    public static async Task<EventChecks> RunAsync(IEventLog log, EventCodec codec, bool schemas, CancellationToken cancellation, Action<StoredEvent>? look = null)
    {
        var checks = new EventChecks(schemas);
        try
        {
            await foreach (var stored in log.ReadAllAsync(0, cancellation))
            {
                checks.Look(stored, codec);
                look?.Invoke(stored);
            }

            checks.altered.AddRange(checks.missing.Unaccounted.Select(text => $"position {text.Event.Position} ({text.Event.Stream} revision {text.Event.Revision}): {text.Why}"));
            await checks.LookAtErasuresAsync(log, codec, cancellation);
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
        if (stored.Text is { } text)
        {
            texts++;
            if (EventCodec.HashOf(text) != EventCodec.TextHashOf(stored))
                altered.Add($"the text at position {stored.Position} is not the one that was recorded");
        }

        if (schemas && EventSchemas.Check(stored.Type, stored.Facts, stored.Text?.Json, stored.Metadata) is { } broken)
            formless.Add($"position {stored.Position} ({stored.Type}): {broken.Message}");
        try
        {
            var read = codec.Decode(stored);
            missing.Look(read);
            if (read.Event is RecordErased erased)
                erasures[erased.Record] = read;
        }
        catch (Exception e) when (e is StoreException or RefusedException)
        {
            unreadable.Add(e.Message);
        }
    }

    private async Task LookAtErasuresAsync(IEventLog log, EventCodec codec, CancellationToken cancellation)
    {
        foreach (var stream in erasures.Values.Select(erasure => erasure.Stream).Distinct().Order(StringComparer.Ordinal))
        {
            await foreach (var stored in log.ReadStreamAsync(stream, 0, cancellation))
            {
                if (stored.Text is not null && codec.Decode(stored) is { Event: RecordEvent about } read
                    && erasures.TryGetValue(about.Record, out var erasure) && TextErasure.Covers(erasure, read))
                    unerased.Add($"the text at position {stored.Position} is still there, and its erasure was recorded at position {erasure.Position}; erase {about.Record} again carries it out");
            }
        }
    }

    private CheckView View(string check, List<string> wrong, string fine) =>
        stopped is not null ? new(check, "broken", $"reading stopped at position {Count}: {stopped}")
        : wrong.Count == 0 ? new(check, "ok", Count == 0 ? "the ledger is empty" : fine)
        : new(check, "broken", wrong.Count == 1 ? wrong[0] : $"{wrong[0]}; and {wrong.Count - 1} more");
}
