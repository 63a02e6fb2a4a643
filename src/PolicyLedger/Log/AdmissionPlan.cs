using PolicyLedger.Codebooks;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>What one append of offered events is going to hold: each decided by the command that would record it, on the states that those before it leave.</summary>
internal sealed class AdmissionPlan(string stream, EventCodec codec, Func<byte[]> newSalt, OpenStates states)
{
    private readonly List<StreamAppend> adoptions = [];
    private readonly List<NewEvent> events = [];
    private readonly List<RecordedEvent> recorded = [];
    private readonly Dictionary<Guid, string> hashes = [];
    private readonly long revision = LastOf(stream, states).Revision;

    /// <summary>The stream's last revision before the append.</summary>
    public long Revision => revision;

    /// <summary>The codebooks that are adopted with it, then the stream's own part.</summary>
    public IReadOnlyList<StreamAppend> Appends => [.. adoptions, new(stream, revision, events)];

    /// <summary>The recorded events, once the store has given them positions.</summary>
    public IReadOnlyList<RecordedEvent> Recorded(IReadOnlyList<long> positions) => recorded.Select((e, i) => e with { Position = positions[i] }).ToList();

    /// <summary>Decides one more event; the reason where the ledger would not record it as it is.</summary>
    /// <param name="offer">The event.</param>
    /// <param name="prior">What the log already holds under its command id.</param>
    /// <param name="now">The clock.</param>
    public Refusal? Add(ReadOffer offer, IReadOnlyList<StoredEvent> prior, DateTimeOffset now)
    {
        var given = offer.Metadata;
        var first = prior.Count > 0 ? codec.Decode(prior[0]).Metadata : null;
        var hash = given.CommandHash ?? hashes.GetValueOrDefault(given.CommandId) ?? CommandCodec.HashOf(offer.Command);
        if ((first?.CommandHash ?? hash) != hash || hashes.GetValueOrDefault(given.CommandId, hash) != hash)
            return Reused("was used before, for other content");
        if (prior.Any(e => e.Stream == stream))
            return Reused($"has already recorded events on {stream}, under other event ids");
        hashes[given.CommandId] = hash;

        // The parts of one command on several streams have one record time, and it does not run backwards on any of them.
        var last = LastOf(stream, states).RecordedAt;
        var recordedAt = new[] { last, first?.RecordedAt ?? now }.Max().ToUniversalTime();
        if (Checks.KnownAt(given.KnownAt, recordedAt) is { } early)
            return early.Within("metadata");
        var shelf = states.Shelf(offer.Command, out var adopted);
        var at = new Circumstances(given.CommandId, recordedAt, given.KnownAt ?? recordedAt, shelf);
        if (!Decide(offer.Command, at).TryGet(out var decided, out var refusal))
            return refusal;
        if (decided.Count != 1)
            return Refusal.Conflict("type", null, "there is nothing to record: the ledger already says so");
        if (OfferedJson.Difference(offer.Event, given.Text, decided[0]) is { } other)
            return other;

        var metadata = new EventMetadata(0, given.CorrelationId, given.CausationId, given.CommandId, hash, recordedAt, offer.Command.Envelope.Recorder, given.KnownAt, null);
        foreach (var codebook in adopted)
            Adopt(codebook, metadata);
        var text = given.Salted ?? (given.Text.IsEmpty ? null : new SaltedText(newSalt(), StrictJson.Write(given.Text)));
        events.Add(Record(stream, revision + 1 + events.Count, codec.Encode(offer.Id, offer.Event, text, metadata), new(offer.Event, given.Text)));
        return null;

        Refusal Reused(string how) => Refusal.Conflict("metadata.commandId", given.CommandId.ToString("D"), $"this command id {how}; give a new command a new id");
    }

    private static (long Revision, DateTimeOffset RecordedAt) LastOf(string stream, OpenStates states)
    {
        if (stream.StartsWith(Streams.CodebookPrefix, StringComparison.Ordinal))
        {
            var book = states.Books[stream[Streams.CodebookPrefix.Length..]];
            return (book.Revision, book.LastRecordedAt);
        }

        var state = states.Countries.Single(country => Streams.Of(country.Key) == stream).Value;
        return (state.Revision, state.LastRecordedAt);
    }

    private Result<ValueList<Decided>> Decide(Command command, Circumstances at) => command switch
    {
        CodebookCommand book => book.Decide(states.Books[book.Codebook].Shelf, at),
        CountryCommand country => country.Decide(states.Countries[country.Concerns[0]], at),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is no command of a stream."),
    };

    // As the commands do: the first event that uses a codebook which the program ships adopts it.
    private void Adopt(string codebook, EventMetadata metadata)
    {
        var book = Streams.OfCodebook(codebook);
        var own = new List<NewEvent>();
        foreach (var decided in ShippedCodebooks.Events(codebook))
            own.Add(Record(book, own.Count, codec.Encode(EventIds.Of(metadata.CommandId, book, own.Count), decided, metadata, newSalt), decided));
        adoptions.Add(new(book, -1, own));
    }

    private NewEvent Record(string target, long at, (NewEvent Stored, EventMetadata Metadata) encoded, Decided decided)
    {
        var made = new RecordedEvent(-1, target, at, encoded.Stored.Id, encoded.Stored.Type, decided.Event, decided.Text, false, encoded.Metadata);
        recorded.Add(made);
        states.Apply(made);
        return encoded.Stored;
    }
}
