using System.Globalization;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Asking;

/// <summary>An event that is to be sent.</summary>
/// <param name="Event">Read.</param>
/// <param name="Stored">As the log has it.</param>
/// <param name="Erased">Its text is not to be shown.</param>
internal sealed record FoundEvent(RecordedEvent Event, StoredEvent Stored, bool Erased)
{
    public EventView View => EventView.Of(Event, Stored, Erased);

    public CloudEvent CloudEvent => Answers.CloudEvent.Of(Event, Stored, Erased);
}

/// <summary>A page of events.</summary>
/// <param name="Reading">What was asked.</param>
/// <param name="Events">In order.</param>
/// <param name="Next">The position behind which the next page begins; null where there is none.</param>
internal sealed record EventPage(Reading Reading, IReadOnlyList<FoundEvent> Events, string? Next)
{
    public IReadOnlyList<EventView> Views { get; } = Events.Select(found => found.View).ToList();
}

/// <summary>Reads the log a page at a time, without what is erased.</summary>
internal sealed class EventPages(IEventLog log, EventCodec codec, StanceReader stances, ErasedTexts erased)
{
    // A page of a rare kind ends here, with a link to go on: no request reads the log without end.
    private const int MostLooked = 100_000;

    /// <summary>A page of the log, or of a stream.</summary>
    /// <param name="read">Position and knowledge time bound it.</param>
    /// <param name="stream">Null: the whole log.</param>
    /// <param name="type">Null: all; else a stored name, with or without its version.</param>
    /// <param name="page">Which.</param>
    public async Task<EventPage> ReadAsync(Read read, string? stream, string? type, PageParameters page)
    {
        if (type is not null && !codec.Types.Names.Any(name => EventTypes.IsNamed(name, type)))
            throw new RefusedException(Refusal.Invalid("type", type, $"one of {string.Join(", ", codec.Types.Names)}"));
        var (count, after) = (page.Count(), page.After is null ? -1 : PointParameters.Number(page.After, "after", -1, long.MaxValue - 1));
        var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
        await erased.LookAsync(0, read.Cancellation);
        var (found, looked, last) = (new List<FoundEvent>(), 0, after);
        string? next = null;
        await foreach (var stored in stream is null ? log.ReadAllAsync(after + 1, read.Cancellation) : log.ReadStreamAsync(stream, await BehindAsync(stream, after, read.Cancellation), read.Cancellation))
        {
            if (stored.Position > reading.At)
                break;
            if (stored.Position <= after)
                continue;
            if (found.Count == count || ++looked > MostLooked)
            {
                next = last.ToString(CultureInfo.InvariantCulture);
                break;
            }

            last = stored.Position;
            if (type is not null && !EventTypes.IsNamed(stored.Type, type))
                continue;
            if (codec.Decode(stored) is var read1 && read1.KnownAt <= reading.KnownAt)
                found.Add(new(read1, stored, erased.Erased(read1)));
        }

        return new(reading, found, next);
    }

    /// <summary>The event at a position; null where it is beyond what is asked for.</summary>
    public async Task<EventPage?> OneAsync(Read read, long position)
    {
        var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
        if (position > reading.At)
            return null;
        await erased.LookAsync(position, read.Cancellation);
        await foreach (var stored in log.ReadAllAsync(position, read.Cancellation))
            return codec.Decode(stored) is var e && e.KnownAt <= reading.KnownAt ? new(reading, [new(e, stored, erased.Erased(e))], null) : null;
        return null;
    }

    // A page ends with an event of its stream: the next one begins with the revision behind it.
    private async ValueTask<long> BehindAsync(string stream, long after, CancellationToken cancellation)
    {
        if (after < 0)
            return 0;
        await foreach (var stored in log.ReadAllWithoutTextsAsync(after, cancellation))
            return stored.Stream == stream ? stored.Revision + 1 : 0;
        return 0;
    }
}
