using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>
/// Lets in events that somebody offers who is no command: a client of another protocol. An event MUST be of a known type,
/// keep its schema, and be exactly what the command that would record it decides after the events already in its stream;
/// record time and recorder are stamped here, and so are command hash and salt where the client leaves them out. A codebook
/// that the program ships is adopted with the first event that uses it. An append is all or nothing.
/// </summary>
public sealed class EventAdmission(IEventLog log, EventCodec codec, TimeProvider clock, Func<byte[]> newSalt)
{
    private readonly StateCache states = new(log, codec);

    /// <summary>Why this cannot be a recorder; null if it can.</summary>
    public static Refusal? RefuseRecorder(string recorder) => Checks.Recorder(recorder);

    /// <summary>Offers events to one of the ledger's streams. The same events again get the first result.</summary>
    /// <param name="stream">A name of the ledger's; see <see cref="Streams.AreLedgers"/>.</param>
    /// <param name="expected">The stream's last revision, as the client takes it.</param>
    /// <param name="offered">May be empty: then the revision alone is checked.</param>
    /// <param name="recorder">Who is recorded as recorder.</param>
    /// <param name="cancellation">As for <see cref="IEventLog.AppendAsync"/>.</param>
    public async Task<AdmissionOutcome> OfferAsync(
        string stream, ExpectedRevision expected, IReadOnlyList<OfferedEvent> offered, string recorder, CancellationToken cancellation = default)
    {
        if ((Checks.Recorder(recorder) ?? ReadOffer.BadName(stream)) is { } bad)
            return new AdmissionOutcome.Refused(bad);
        var duplicates = 0;
        for (var attempt = 1; ; attempt++)
        {
            var (revision, before) = await BeforeAsync(stream, expected, offered, recorder, cancellation);
            if (before is not null)
                return before;
            if (!expected.Holds(revision))
                return new AdmissionOutcome.Conflict(revision);
            if (offered.Count == 0)
                return new AdmissionOutcome.Recorded(revision, null);

            var (plan, refusal) = await PlanAsync(stream, offered, recorder, cancellation);
            if (plan is null)
                return new AdmissionOutcome.Refused(refusal!);
            if (!expected.Holds(plan.Revision))
                continue;
            switch (await log.AppendAsync(plan.Appends, cancellation))
            {
                case AppendOutcome.Appended appended:
                    states.Keep(plan.Recorded(appended.Positions));
                    return new AdmissionOutcome.Recorded(plan.Revision + offered.Count, appended.Positions[^1]);

                // Twice: it was not this append, sent by somebody else at the same moment.
                case AppendOutcome.Duplicate duplicate when ++duplicates > 1:
                    return new AdmissionOutcome.Refused(Refusal.Conflict("id", duplicate.EventId.ToString("D"), "an event of this id is already in the ledger; give a new event a new id"));
                case AppendOutcome.Conflict when attempt == CommandRunner.MaxAttempts:
                    return new AdmissionOutcome.Conflict(revision);
            }
        }
    }

    private async Task<(AdmissionPlan? Plan, Refusal? Refusal)> PlanAsync(string stream, IReadOnlyList<OfferedEvent> offered, string recorder, CancellationToken cancellation)
    {
        var offers = new List<ReadOffer>();
        foreach (var e in offered)
        {
            if (!ReadOffer.Of(e, stream, recorder, codec).TryGet(out var offer, out var refusal))
                return (null, refusal);
            offers.Add(offer);
        }

        var plan = new AdmissionPlan(stream, codec, newSalt, await states.OpenAsync(offers.Select(offer => offer.Command).ToList(), cancellation));
        var known = await log.FindCommandsAsync(offers.Select(offer => offer.Metadata.CommandId).ToList(), cancellation);
        foreach (var offer in offers)
        {
            if (plan.Add(offer, known[offer.Metadata.CommandId].ToList(), clock.GetUtcNow()) is { } refusal)
                return (null, refusal);
        }

        return (plan, null);
    }

    /// <summary>The stream's last revision, and the first result where these very events stand where they would be written, or, with no revision named, one behind the other.</summary>
    private async Task<(long Revision, AdmissionOutcome? Before)> BeforeAsync(
        string stream, ExpectedRevision expected, IReadOnlyList<OfferedEvent> offered, string recorder, CancellationToken cancellation)
    {
        var (revision, same, position) = (await RevisionAsync(stream, cancellation), 0, 0L);
        if (offered.Count == 0 || (expected.Exact ?? await FindAsync(stream, offered, cancellation)) is not { } last || last >= revision)
            return (revision, null);
        var first = last + 1;
        await foreach (var stored in log.ReadStreamAsync(stream, first, cancellation))
        {
            if (same == offered.Count || stored.Id != offered[same].Id)
                break;
            if (Other(offered[same], stored, recorder) is { } other)
                return (revision, new AdmissionOutcome.Refused(other));
            (same, position) = (same + 1, stored.Position);
        }

        return (revision, same == offered.Count ? new AdmissionOutcome.Recorded(first + same - 1, position) : new AdmissionOutcome.Conflict(revision));
    }

    // What an event that has the id of a recorded one says other than that: an id stands for one event.
    private Refusal? Other(OfferedEvent offered, StoredEvent stored, string recorder)
    {
        if (!ReadOffer.Of(offered, stored.Stream, recorder, codec).TryGet(out var offer, out var refusal))
            return refusal;
        var there = codec.Decode(stored);
        var why = offered.Type != stored.Type ? $"of type {stored.Type}"
            : offer.Metadata.CommandId != there.Metadata.CommandId ? $"by command {there.Metadata.CommandId:D}"
            : OfferedJson.Difference(offer.Event, offer.Metadata.Text, new(there.Event, there.TextErased ? offer.Metadata.Text : there.Text))?.Message;
        return why is null ? null : Refusal.Conflict("id", offered.Id.ToString("D"), $"is recorded with other content ({why}); give a new event a new id");
    }

    // The revision before the first event, where the log has it: it is found by its command, which a client that sends it again sends too.
    private async Task<long?> FindAsync(string stream, IReadOnlyList<OfferedEvent> offered, CancellationToken cancellation)
    {
        if (offered.Count == 0 || !OfferedJson.Metadata(offered[0].Metadata, null).TryGet(out var metadata, out _))
            return null;
        var there = (await log.FindCommandsAsync([metadata.CommandId], cancellation))[metadata.CommandId].FirstOrDefault(e => e.Id == offered[0].Id && e.Stream == stream);
        return there is null ? null : there.Revision - 1;
    }

    private async Task<long> RevisionAsync(string stream, CancellationToken cancellation) =>
        stream.StartsWith(Streams.CodebookPrefix, StringComparison.Ordinal)
            ? await states.BookRevisionAsync(stream[Streams.CodebookPrefix.Length..], cancellation)
            : (await states.CountryAsync(Jurisdictions.Jurisdiction.ParseCode(stream[Streams.CountryPrefix.Length..], "stream").OrThrow(), cancellation)).Revision;
}

/// <summary>What became of offered events.</summary>
public abstract record AdmissionOutcome
{
    private AdmissionOutcome()
    {
    }

    /// <summary>Durable, now or since the same offer before.</summary>
    /// <param name="Revision">Of the last event offered; of the stream's, where none was (-1: it does not exist).</param>
    /// <param name="Position">Of the last event offered; null where none was.</param>
    public sealed record Recorded(long Revision, long? Position) : AdmissionOutcome;

    /// <summary>Nothing was written: the stream's last revision is <paramref name="Actual"/> (-1: it does not exist).</summary>
    public sealed record Conflict(long Actual) : AdmissionOutcome;

    /// <summary>Nothing was written: an event is not one that the ledger would record.</summary>
    public sealed record Refused(Refusal Refusal) : AdmissionOutcome;
}
