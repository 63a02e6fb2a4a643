using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>What one append is going to hold: the decisions of several commands, each made on the states that those before it leave.</summary>
internal sealed class CommandPlan(EventCodec codec, Func<byte[]> newSalt, OpenStates states)
{
    private readonly List<Planned> planned = [];
    private readonly Dictionary<Guid, Planned> byCommand = [];
    private readonly List<StreamAppend> appends = [];
    private readonly List<RecordedEvent> recorded = [];

    public IReadOnlyList<StreamAppend> Appends => appends;

    /// <summary>Decides one more command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="prior">What the log already holds under its id.</param>
    /// <param name="now">The clock.</param>
    /// <param name="atomic">Whether what is there must be all of it.</param>
    public void Add(Command command, IEnumerable<StoredEvent> prior, DateTimeOffset now, bool atomic)
    {
        var hash = CommandCodec.HashOf(command);
        var id = command.Envelope.CommandId;
        if (byCommand.TryGetValue(id, out var same))
        {
            planned.Add(same.Hash == hash ? same with { Already = true } : new(hash, Reused(id)));
            return;
        }

        var first = prior.Select(codec.Decode).ToList();
        Planned plan;
        if (first.Count > 0 && first[0].Metadata.CommandHash != hash)
            plan = new(hash, Reused(id));
        else if (first.Count > 0 && (atomic || command is not CountryCommand joint || joint.Concerns.All(j => first.Any(e => e.Stream == Streams.Of(j)))))
            plan = new(hash, null) { Already = true, RecordedAt = first[0].Metadata.RecordedAt, Lines = first.Select(Line).ToList() };
        else
            plan = Decide(command, hash, first, now);
        planned.Add(plan);
        if (plan.Refusal is null)
            byCommand.Add(id, plan);
    }

    /// <summary>The recorded events, once the store has given them positions; as they stand there, where it stamped them.</summary>
    public IReadOnlyList<RecordedEvent> Recorded(AppendOutcome.Appended appended) => recorded.Select((e, i) =>
        (appended.Stamped.TryGetValue(e.Id, out var there) ? codec.Decode(there) : e) with { Position = appended.Positions[i] }).ToList();

    /// <summary>What the commands get, once their events are recorded.</summary>
    public IReadOnlyList<Result<Receipt>> Results(IReadOnlyList<RecordedEvent> made) => planned.Select(plan => plan.Result(made)).ToList();

    public IReadOnlyList<Result<Receipt>> Refuse(Refusal refusal) =>
        planned.Select(plan => plan.Refusal is null && !plan.Already ? refusal : plan.Result([])).ToList();

    internal static Refusal MovedOn(string stream, long expected, long revision) =>
        Refusal.Conflict("expectedRevision", $"{expected}", $"{stream} is at revision {revision}; look at what came in between, then decide again");

    internal static Refusal Reused(Guid commandId) => Refusal.Conflict(
        "commandId", commandId.ToString("D"), "this command id was used before, for other content; give a new command a new id");

    private static ReceiptLine Line(RecordedEvent e) => new(
        e.Position, e.Stream, e.Revision, e.Id, e.Type, (e.Event as RecordEvent)?.Record, (e.Event as EntryEvent)?.Entry);

    private Planned Decide(Command command, string hash, List<RecordedEvent> first, DateTimeOffset now)
    {
        var envelope = command.Envelope;
        if (Checks.Recorder(envelope.Recorder) is { } unknown)
            return new(hash, unknown);
        var streams = command switch
        {
            CountryCommand country => country.Concerns.Select(j => (Last: states.Countries[j].LastRecordedAt, states.Countries[j].Revision, Name: Streams.Of(j))).ToList(),
            CodebookCommand book => [(states.Books[book.Codebook].LastRecordedAt, states.Books[book.Codebook].Revision, Streams.OfCodebook(book.Codebook))],
            _ => throw new InvalidOperationException($"{command.GetType().Name} is no command of a stream."),
        };

        // A clock set back never blocks and never reorders: the record time does not run backwards on any of the streams.
        var recordedAt = first.Count > 0 ? first[0].Metadata.RecordedAt : streams.Select(s => s.Last).Append(now).Max().ToUniversalTime();
        if (Checks.KnownAt(envelope.KnownAt, recordedAt) is { } early)
            return new(hash, early);
        if (envelope.ExpectedRevision is { } expected && first.Count == 0 && streams.FirstOrDefault(s => s.Revision != expected) is { Name: not null } moved)
            return new(hash, MovedOn(moved.Name, expected, moved.Revision));

        var metadata = new EventMetadata(
            0, envelope.CorrelationId ?? envelope.CommandId, envelope.CausationId ?? envelope.CommandId, envelope.CommandId, hash,
            recordedAt, envelope.Recorder, first.Count > 0 ? first[0].Metadata.KnownAt : envelope.KnownAt?.ToUniversalTime(), null);
        var shelf = states.Shelf(command, out var adopted);
        var at = new Circumstances(envelope.CommandId, recordedAt, metadata.KnownAt ?? recordedAt, shelf);
        var decisions = new List<(string Stream, long Revision, ValueList<Decided> Events)>();
        switch (command)
        {
            case CodebookCommand book:
                if (!book.Decide(states.Books[book.Codebook].Shelf, at).TryGet(out var revisions, out var noBook))
                    return new(hash, noBook);
                decisions.Add((streams[0].Name, streams[0].Revision, revisions));
                break;
            case CountryCommand country:
                foreach (var jurisdiction in country.Concerns)
                {
                    if (first.Any(e => e.Stream == Streams.Of(jurisdiction)))
                        continue;
                    if (!country.Decide(states.Countries[jurisdiction], at).TryGet(out var events, out var refusal))
                        return new(hash, refusal);
                    decisions.Add((Streams.Of(jurisdiction), states.Countries[jurisdiction].Revision, events));
                }

                decisions.InsertRange(0, adopted.Select(book => (Streams.OfCodebook(book), -1L, ShippedCodebooks.Events(book))));
                break;
        }

        var plan = new Planned(hash, null) { Already = first.Count > 0, RecordedAt = recordedAt, Lines = first.Select(Line).ToList() };
        foreach (var (stream, revision, events) in decisions)
            Append(plan, metadata, stream, revision, events);
        return plan;
    }

    private void Append(Planned plan, EventMetadata metadata, string stream, long revision, ValueList<Decided> events)
    {
        if (events.Count == 0)
            return;
        var stored = new List<NewEvent>();
        for (var i = 0; i < events.Count; i++)
        {
            var (encoded, complete) = codec.Encode(EventIds.Of(metadata.CommandId, stream, i), events[i], metadata, newSalt);
            var made = new RecordedEvent(-1, stream, revision + 1 + i, encoded.Id, encoded.Type, events[i].Event, events[i].Text, false, complete);
            stored.Add(encoded);
            plan.Lines.Add(Line(made));
            plan.New.Add((plan.Lines.Count - 1, recorded.Count));
            recorded.Add(made);
            states.Apply(made);
        }

        appends.Add(new(stream, revision, stored));
    }

    /// <summary>One command's fate.</summary>
    private sealed record Planned(string Hash, Refusal? Refusal)
    {
        public bool Already { get; init; }

        public DateTimeOffset RecordedAt { get; init; }

        public List<ReceiptLine> Lines { get; init; } = [];

        /// <summary>Which lines wait for a position, and which of the append's events has it.</summary>
        public List<(int Line, int Event)> New { get; } = [];

        public Result<Receipt> Result(IReadOnlyList<RecordedEvent> made)
        {
            if (Refusal is { } refusal)
                return refusal;
            var lines = Lines.ToList();
            foreach (var (line, e) in New)
                lines[line] = lines[line] with { Position = made[e].Position };
            var recordedAt = New.Count > 0 && Lines.Count == New.Count ? made[New[0].Event].Metadata.RecordedAt : RecordedAt;
            return new Receipt(lines.OrderBy(line => line.Position < 0).ThenBy(line => line.Position).ToValueList(), recordedAt, Already);
        }
    }
}
