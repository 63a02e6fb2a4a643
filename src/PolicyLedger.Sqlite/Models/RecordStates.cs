using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// Records as the events applied so far leave them, without their text. Bounded: what was used longest ago is dropped, and
/// folded from the log again when needed. Good for one generation, as of its checkpoint.
/// </summary>
/// <param name="log">The ledger.</param>
/// <param name="codec">Reads its events.</param>
/// <param name="revisions">The revisions of the events about a record that are applied, in order.</param>
internal sealed class RecordStates(IEventLog log, EventCodec codec, Func<RecordId, List<long>> revisions)
{
    public const int Most = 10_000;

    // Above this many events of other records in between, reading starts anew.
    private const long FarApart = 512;

    private readonly Dictionary<RecordId, Kept> records = [];
    private long uses;

    /// <summary>The record and the number of events about it; null if there is none.</summary>
    public async ValueTask<(RecordState State, int Events)?> FindAsync(RecordId record, CancellationToken cancellation)
    {
        if (!records.TryGetValue(record, out var kept))
            return await FoldAsync(record, cancellation);
        return (kept.State, kept.Events);
    }

    public void Put(RecordState state, int events)
    {
        records[state.Id] = new(state, events, ++uses);
        if (records.Count <= Most)
            return;
        foreach (var (id, _) in records.OrderBy(pair => pair.Value.Used).Take(Most / 4).ToList())
            records.Remove(id);
    }

    private async ValueTask<(RecordState State, int Events)?> FoldAsync(RecordId record, CancellationToken cancellation)
    {
        var wanted = revisions(record);
        RecordState? state = null;
        for (var i = 0; i < wanted.Count;)
        {
            var first = i;
            await foreach (var stored in log.ReadStreamWithoutTextsAsync(Streams.Of(record.Jurisdiction), wanted[i], cancellation))
            {
                if (stored.Revision != wanted[i])
                    continue;
                state = RecordState.Evolve(state, EventBatches.Read(codec, stored));
                if (++i == wanted.Count || wanted[i] - stored.Revision > FarApart)
                    break;
            }

            if (i == first)
                throw new StoreException(StoreFault.Integrity, $"{Streams.Of(record.Jurisdiction)} has no revision {wanted[i]}, which the read models have applied; rebuild them");
        }

        return state is null ? null : (state, wanted.Count);
    }

    private sealed record Kept(RecordState State, int Events, long Used);
}
