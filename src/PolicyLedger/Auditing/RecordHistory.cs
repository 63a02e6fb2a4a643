using MediatR;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>A record with everything that happened to it.</summary>
/// <param name="State">As it now reads, up to the position and knowledge time asked for.</param>
/// <param name="Events">Its events in order.</param>
/// <param name="Erased">The erasure of its text, if any: text before it reads as erased.</param>
public sealed record RecordHistory(RecordState State, IReadOnlyList<RecordedEvent> Events, RecordedEvent? Erased)
{
    /// <summary>Whether an event's text is erased, physically or by decree.</summary>
    public bool TextErased(RecordedEvent e) => e.TextErased || (Erased is not null && TextErasure.Covers(Erased, e) && e.Metadata.TextHash is not null);
}

/// <summary>Reads a record's history through the read models' index of its events.</summary>
public sealed class HistoryReader(IReadModels models, IEventLog log, EventCodec codec)
{
    public async Task<Result<RecordHistory>> HistoryAsync(RecordId record, long? at = null, DateTimeOffset? knownAt = null, CancellationToken cancellation = default)
    {
        var horizon = await models.CatchUpAsync(at, cancellation);
        var events = new List<RecordedEvent>();
        await foreach (var version in models.VersionsAsync(record, horizon.At, cancellation))
        {
            if (version.KnownAt > knownAt)
                break;
            await foreach (var stored in log.ReadStreamAsync(Streams.Of(record.Jurisdiction), version.Revision, cancellation))
            {
                events.Add(codec.Decode(stored));
                break;
            }
        }

        if (events.Count == 0)
            return Refusal.NotFound("record", record.Text, "there is no such record, or it was not known yet");

        // Erasure is not bound to the position asked for: what is erased today is shown as erased in every past view.
        RecordedEvent? erased = null;
        var now = await models.CatchUpAsync(null, cancellation);
        await foreach (var version in models.VersionsAsync(record, now.At, cancellation))
        {
            if (!EventFacts.IsErasure(version.Type))
                continue;
            await foreach (var stored in log.ReadStreamAsync(Streams.Of(record.Jurisdiction), version.Revision, cancellation))
            {
                erased = codec.Decode(stored);
                break;
            }
        }

        if (erased is not null)
            events = events.ConvertAll(e => TextErasure.Covers(erased, e) ? e with { Text = EventText.None } : e);
        return new RecordHistory(events.Aggregate((RecordState?)null, RecordState.Evolve)!, events, erased);
    }
}

/// <summary>A record's history, up to a position and knowledge time (null: all of it).</summary>
public sealed record AskHistory(RecordId Record, long? At, DateTimeOffset? KnownAt) : IRequest<Result<RecordHistory>>;

internal sealed class HistoryHandler(HistoryReader histories) : IRequestHandler<AskHistory, Result<RecordHistory>>
{
    public Task<Result<RecordHistory>> Handle(AskHistory q, CancellationToken cancellation) => histories.HistoryAsync(q.Record, q.At, q.KnownAt, cancellation);
}
