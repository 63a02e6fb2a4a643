using System.Collections.Immutable;
using PolicyLedger.Cables;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;

namespace PolicyLedger.Recording;

/// <summary>A record as its events so far leave it: what decisions look at and what segments are made of.</summary>
/// <param name="Id">The record.</param>
/// <param name="Opening">The opening event, speaking with its fields as last corrected.</param>
/// <param name="Entries">Its entries in the order in which they were recorded; retracted ones too.</param>
/// <param name="Sources">How many sources it has had: opening, attached and those of its entries are not mixed; see <see cref="SourceAttached"/>.</param>
/// <param name="RetractedAt">The position of the retraction of the whole record; null if it stands.</param>
/// <param name="LastKnownAt">The knowledge time of the last event about it: none may be earlier.</param>
public sealed record RecordState(
    RecordId Id,
    RecordPart Opening,
    ImmutableList<RecordPart> Entries,
    int Sources,
    long? RetractedAt,
    DateTimeOffset LastKnownAt)
{
    public bool Retracted => RetractedAt is not null;

    /// <summary>The number that the next entry gets.</summary>
    public EntryId NextEntry => new(Id, Entries.Count + 1);

    /// <summary>The entries that stand.</summary>
    public IEnumerable<RecordPart> Standing => Entries.Where(entry => !entry.Retracted);

    public RecordPart? Find(EntryId? entry) =>
        entry is null ? Opening
        : entry.Record.Equals(Id) && entry.Number <= Entries.Count ? Entries[entry.Number - 1]
        : null;

    /// <summary>The state after one more event about the record; <paramref name="before"/> is null for its opening.</summary>
    public static RecordState Evolve(RecordState? before, RecordedEvent recorded)
    {
        var part = new RecordPart(recorded.Event, recorded.Text, recorded.KnownAt, recorded.Position, recorded.Id, false);
        if (before is null)
            return recorded.Event is OpeningEvent opening
                ? new(opening.Record, part, [], opening.Sources.Count, null, recorded.KnownAt)
                : throw new StoreException(StoreFault.Integrity, $"{recorded.Stream} revision {recorded.Revision} ({recorded.Type}) speaks of a record that was never opened");

        var after = before with { LastKnownAt = recorded.KnownAt > before.LastKnownAt ? recorded.KnownAt : before.LastKnownAt };
        return recorded.Event switch
        {
            SourceAttached attached => after with { Entries = after.Entries.Add(part), Sources = after.Sources + attached.Sources.Count },
            EntryEvent => after with { Entries = after.Entries.Add(part) },
            RecordCorrected corrected => after.Replace(corrected.Entry, p => Wire.Corrections.Apply(p, corrected, recorded.Text)),
            RecordRetracted { Entry: null } => after with { RetractedAt = recorded.Position },
            RecordRetracted retracted => after.Replace(retracted.Entry, p => p with { Retracted = true }),
            RecordErased => after with
            {
                Opening = after.Opening with { Text = EventText.None },
                Entries = after.Entries.ConvertAll(entry => entry with { Text = EventText.None }),
            },
            _ => throw new InvalidOperationException($"{recorded.Event.GetType().Name} is not an event about an open record."),
        };
    }

    private RecordState Replace(EntryId? entry, Func<RecordPart, RecordPart> change) =>
        entry is null
            ? this with { Opening = change(Opening) }
            : this with { Entries = Entries.SetItem(entry.Number - 1, change(Entries[entry.Number - 1])) };
}

/// <summary>A record's opening or one of its entries.</summary>
/// <param name="Event">With its fields as last corrected.</param>
/// <param name="Text">Likewise.</param>
/// <param name="KnownAt">Of the event that made it; corrections do not move it.</param>
/// <param name="Position">Of the event that made it.</param>
/// <param name="EventId">Of the event that made it.</param>
/// <param name="Retracted">As if never made.</param>
public sealed record RecordPart(LedgerEvent Event, EventText Text, DateTimeOffset KnownAt, long Position, Guid EventId, bool Retracted);

/// <summary>A country's stream, folded.</summary>
/// <param name="Jurisdiction">Whose.</param>
/// <param name="Revision">Of the last event; -1 when there is none.</param>
/// <param name="LastRecordedAt">The last record time: the next is never earlier.</param>
/// <param name="Records">By id.</param>
public sealed record CountryState(
    Jurisdiction Jurisdiction,
    long Revision,
    DateTimeOffset LastRecordedAt,
    ImmutableDictionary<RecordId, RecordState> Records)
{
    public static CountryState Empty(Jurisdiction jurisdiction) =>
        new(jurisdiction, -1, DateTimeOffset.MinValue, ImmutableDictionary<RecordId, RecordState>.Empty);

    public static CountryState Evolve(CountryState state, RecordedEvent recorded)
    {
        var about = (RecordEvent)recorded.Event;
        var record = RecordState.Evolve(state.Records.GetValueOrDefault(about.Record), recorded);
        return state with
        {
            Revision = recorded.Revision,
            LastRecordedAt = recorded.Metadata.RecordedAt,
            Records = state.Records.SetItem(about.Record, record),
        };
    }
}
