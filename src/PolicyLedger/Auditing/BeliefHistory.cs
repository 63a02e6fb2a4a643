using MediatR;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>What was believed of a cell and a day from a knowledge time on.</summary>
/// <param name="KnownAt">From when.</param>
/// <param name="Report">The answer from then on.</param>
/// <param name="Changed">Whether it is another answer than before, or the same one resting on another record or with other rivals.</param>
/// <param name="Events">What became known at that instant about records of the cell, in order.</param>
public sealed record Belief(DateTimeOffset KnownAt, StanceReport Report, bool Changed, IReadOnlyList<BelievedEvent> Events);

/// <summary>An event of a belief; erased text is left out.</summary>
/// <param name="Event">The event.</param>
/// <param name="Erasure">What says that its text was erased, and why; null where nothing was.</param>
public sealed record BelievedEvent(RecordedEvent Event, RecordedEvent? Erasure);

/// <summary>How the answer for a cell and a day changed as knowledge grew.</summary>
public sealed class BeliefReader(StanceReader stances, IEventLog log, EventCodec codec)
{
    /// <summary>A step for each instant at which something became known about a record of the cell, or of the general cell, in order.</summary>
    /// <param name="jurisdiction">Whose stance.</param>
    /// <param name="area">In which area.</param>
    /// <param name="target">Towards whom; null: the general cell alone.</param>
    /// <param name="point">The day, and how far knowledge and log are read.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Result<IReadOnlyList<Belief>>> BeliefsAsync(
        Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, AsOfPoint point, CancellationToken cancellation = default)
    {
        var (reading, books) = await stances.ResolveAsync(point, cancellation);
        if (StanceReader.Unknown(area, books) is { } refusal)
            return refusal;
        var beliefs = new List<Belief>();
        foreach (var step in (await EventsAsync(jurisdiction, area, target, reading, cancellation)).GroupBy(e => e.Event.KnownAt).OrderBy(step => step.Key))
        {
            var question = new StanceQuestion(jurisdiction, area, target, reading.On, step.Key, reading.At, reading.Basis);
            var report = StanceReader.Labelled(await stances.AnswerAsync(question, books, cancellation), books, []);
            var before = beliefs.Count > 0 ? beliefs[^1].Report.Answer with { Question = question } : null;
            beliefs.Add(new(step.Key, report, before != report.Answer, step.OrderBy(e => e.Event.Position).ToList()));
        }

        return Result.Of<IReadOnlyList<Belief>>(beliefs);
    }

    // Of the records that ever were of the cell: a correction may have moved one out of it.
    private async Task<List<BelievedEvent>> EventsAsync(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, Reading reading, CancellationToken cancellation)
    {
        var records = new Dictionary<RecordId, (RecordState State, bool Concerned)>();
        var erasures = new List<RecordedEvent>();
        var events = new List<RecordedEvent>();
        await foreach (var stored in log.ReadStreamAsync(Streams.Of(jurisdiction), 0, cancellation))
        {
            var read = codec.Decode(stored);
            var id = ((RecordEvent)read.Event).Record;

            // What is erased today is left out of every past view.
            if (read.Event is RecordErased)
                erasures.Add(read);
            if (read.Position > reading.At || read.KnownAt > reading.KnownAt)
                continue;
            var (state, concerned) = records.GetValueOrDefault(id);
            state = RecordState.Evolve(state, read);
            records[id] = (state, concerned || Concerns(state));
            events.Add(read);
        }

        return events.Where(e => records[((RecordEvent)e.Event).Record].Concerned).Select(Believed).ToList();

        // By the first erasure that speaks of it: a later one found nothing left.
        BelievedEvent Believed(RecordedEvent e) =>
            e.Metadata.TextHash is not null && erasures.Find(erasure => ((RecordEvent)erasure.Event).Record.Equals(((RecordEvent)e.Event).Record) && TextErasure.Covers(erasure, e)) is { } erased
                ? new(e with { Text = EventText.None, TextErased = true }, erased)
                : new(e, null);

        bool Concerns(RecordState state) =>
            RecordSegments.Of(state).Any(segment => segment.Area.Equals(area) && (segment.Target is null || segment.Target.Equals(target)));
    }
}

/// <summary>How the answer for a cell and a day changed as knowledge grew; see <see cref="BeliefReader.BeliefsAsync"/>.</summary>
public sealed record AskBeliefs(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target, AsOfPoint Point) : IRequest<Result<IReadOnlyList<Belief>>>;

internal sealed class BeliefsHandler(BeliefReader beliefs) : IRequestHandler<AskBeliefs, Result<IReadOnlyList<Belief>>>
{
    public Task<Result<IReadOnlyList<Belief>>> Handle(AskBeliefs q, CancellationToken cancellation) => beliefs.BeliefsAsync(q.Jurisdiction, q.Area, q.Target, q.Point, cancellation);
}
