using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>
/// Of which areas an event speaks. A codebook's event: of those that it defines. An event about a record: of every area that
/// its record has named up to and including the event, in its opening, in amendments and on either side of a correction. So
/// who follows an area also sees how a record left it, and the end of a policy, which names none; nothing that
/// comes later changes which areas an event had.
/// </summary>
internal sealed class RecordAreas(IEventLog log, IReadModels models, EventCodec codec) : IDisposable
{
    // About 300 bytes each.
    private const int MostRecords = 100_000;

    private readonly SemaphoreSlim gate = new(1, 1);

    // With the position at which the record first named the area. An entry is complete up to the reader's place and is
    // kept so by the reader.
    private readonly Dictionary<RecordId, Dictionary<AreaId, long>> records = [];

    /// <summary>Of an event as the reader meets it: each in order, none left out.</summary>
    public ValueTask<IReadOnlySet<AreaId>> OfNextAsync(RecordedEvent e, CancellationToken cancellation) => OfAsync(e, true, cancellation);

    /// <summary>Of an event that the reader has met.</summary>
    public ValueTask<IReadOnlySet<AreaId>> OfAsync(RecordedEvent e, CancellationToken cancellation) => OfAsync(e, false, cancellation);

    public void Dispose() => gate.Dispose();

    private async ValueTask<IReadOnlySet<AreaId>> OfAsync(RecordedEvent e, bool next, CancellationToken cancellation)
    {
        if (e.Event is not RecordEvent about || (e.Event is OpeningEvent && !next))
            return NamedAreas.Of(e.Event).ToHashSet();
        await gate.WaitAsync(cancellation);
        try
        {
            if (!records.TryGetValue(about.Record, out var areas))
            {
                // Forgetting costs reading again, and no more.
                if (records.Count == MostRecords)
                    records.Clear();
                areas = e.Event is OpeningEvent ? [] : await ReadAsync(e, about.Record, cancellation);
                records.Add(about.Record, areas);
            }

            Add(areas, e.Event, e.Position);
            return areas.Where(area => area.Value <= e.Position).Select(area => area.Key).ToHashSet();
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<Dictionary<AreaId, long>> ReadAsync(RecordedEvent e, RecordId record, CancellationToken cancellation)
    {
        await models.CatchUpAsync(e.Position, cancellation);
        var areas = new Dictionary<AreaId, long>();
        await foreach (var version in models.VersionsAsync(record, long.MaxValue, cancellation))
        {
            if (version.Version > 0 && !Names(version.Type))
                continue;
            await foreach (var stored in log.ReadStreamWithoutTextsAsync(e.Stream, version.Revision, cancellation))
            {
                Add(areas, codec.Decode(stored with { Text = null }).Event, stored.Position);
                break;
            }
        }

        return areas;
    }

    private static bool Names(string type) =>
        type.StartsWith("record-corrected.v", StringComparison.Ordinal) || type.StartsWith("policy-amended.v", StringComparison.Ordinal);

    private static void Add(Dictionary<AreaId, long> areas, LedgerEvent e, long position)
    {
        foreach (var area in NamedAreas.Of(e))
            areas[area] = Math.Min(position, areas.GetValueOrDefault(area, position));
    }
}
