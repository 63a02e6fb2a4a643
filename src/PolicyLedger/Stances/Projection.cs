using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>What one event changes in the read models. The store writes it, in the transaction that moves its checkpoint.</summary>
/// <param name="After">The record after the event.</param>
/// <param name="Version">A row to add.</param>
/// <param name="Segments">New rows of the record; null where its segments stay as they are. Its rows that have no end yet end at this event first.</param>
/// <param name="Asks">The same for the asks of a cable.</param>
/// <param name="Changes">Rows to add.</param>
/// <param name="SourceCheck">A row to add; null for other events.</param>
public sealed record Projected(
    RecordState After,
    RecordVersionRow Version,
    IReadOnlyList<SegmentRow>? Segments,
    IReadOnlyList<AskRow>? Asks,
    IReadOnlyList<ChangeRow> Changes,
    SourceCheckRow? SourceCheck);

/// <summary>The projection of events about records into the read models' rows. Pure; position guard, batching and checkpoint live in the store.</summary>
public static class Projection
{
    /// <summary>Raised whenever the same events would give other rows; models of another version are built anew.</summary>
    public const int Version = 1;

    /// <summary>Rows of a cell, in both bases, that have no end yet and could cover a day of the range.</summary>
    public delegate IReadOnlyList<SegmentRow> CurrentRows(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, DateOnly from, DateOnly until);

    /// <summary>Projects one event about a record.</summary>
    /// <param name="before">The record before it; null for an opening.</param>
    /// <param name="version">The number of events about the record before this one.</param>
    /// <param name="recorded">The event.</param>
    /// <param name="current">Looks up rows as they stand before the event.</param>
    /// <param name="books">The codebooks as of the event.</param>
    public static Projected Apply(RecordState? before, int version, RecordedEvent recorded, CurrentRows current, CodebookShelf books)
    {
        var after = RecordState.Evolve(before, recorded);
        var (old, now) = (before is null ? [] : RecordSegments.Of(before), RecordSegments.Of(after));
        var rows = before is not null && old.SequenceEqual(now) ? null : now.Select(segment => Row(segment, after, recorded)).ToList();
        var (oldAsks, asks) = (before is null ? [] : Asks(before, recorded), Asks(after, recorded));
        var sameAsks = before is not null && oldAsks.Select(Content).SequenceEqual(asks.Select(Content));
        return new(
            after,
            new(after.Id, version, recorded.Position, recorded.Revision, recorded.KnownAt, recorded.Metadata.RecordedAt, recorded.Id, recorded.Type, EntryOf(recorded.Event), recorded.Metadata.Recorder),
            rows,
            sameAsks || asks.Count + oldAsks.Count == 0 ? null : asks,
            rows is null ? [] : Changes(old, now, after, recorded, current, books),
            recorded.Event is SourceChecked check ? new(after.Id, check.Entry, check.Source, check.On, check.Finding, check.Sha256, recorded.Position, recorded.KnownAt) : null);
    }

    private static SegmentRow Row(Segment segment, RecordState record, RecordedEvent by) =>
        new(segment, record.Id, record.Opening.Position, record.Opening.KnownAt, by.Position, by.KnownAt, null, null);

    private static object Content(AskRow row) => row with { FromPosition = 0, FromKnownAt = default };

    private static EntryId? EntryOf(LedgerEvent e) => e switch
    {
        EntryEvent entry => entry.Entry,
        RecordCorrected corrected => corrected.Entry,
        RecordRetracted retracted => retracted.Entry,
        _ => null,
    };

    private static List<AskRow> Asks(RecordState record, RecordedEvent by)
    {
        if (record.Retracted || record.Opening.Event is not CableSent cable)
            return [];
        var end = record.Standing.Select(entry => entry.Event).OfType<CableWithdrawn>().FirstOrDefault() is { } withdrawn
            ? DayBounds.Max(withdrawn.On.Bounds, cable.On.Bounds)
            : DayBounds.Exactly(Days.Open);
        var recipients = cable.Addressees.SelectMany(addressee => addressee switch
        {
            Addressee.Host host => [(Recipient: host.Jurisdiction, Class: (string?)null)],
            Addressee.Class group => group.Members.Select(member => (Recipient: (Jurisdiction?)member, Class: (string?)group.Name)).Prepend((null, group.Name)),
            _ => ((Jurisdiction? Recipient, string? Class)[])[(null, null)],
        });
        var asks = cable.Asks.Count == 0 ? [null] : cable.Asks.Select(ask => (Ask?)ask);
        return recipients.SelectMany(to => asks.Select(ask => new AskRow(
            record.Id, to.Recipient, to.Class, to is { Recipient: null, Class: null }, ask, cable.On.Bounds, end,
            record.Opening.Position, record.Opening.KnownAt, by.Position, by.KnownAt, null, null))).ToList();
    }

    private static List<ChangeRow> Changes(
        IReadOnlyList<Segment> old, IReadOnlyList<Segment> now, RecordState record, RecordedEvent by, CurrentRows current, CodebookShelf books)
    {
        var changes = new List<ChangeRow>();
        foreach (var cell in old.Concat(now).Where(s => s.Layer is not null).GroupBy(s => (s.Area, s.Target)))
        {
            var (from, until) = (cell.Min(s => s.Start.Earliest), cell.Max(s => s.End.Latest));
            var rows = current(record.Id.Jurisdiction, cell.Key.Area, cell.Key.Target, from, until);
            foreach (var basis in cell.Select(s => s.Basis).Distinct())
            {
                var before = rows.Where(row => row.Segment.Basis == basis && row.Segment.Layer is not null).ToList();
                var after = before.Where(row => !row.Record.Equals(record.Id))
                    .Concat(now.Where(s => s.Basis == basis && s.Layer is not null && s.Area.Equals(cell.Key.Area) && Equals(s.Target, cell.Key.Target)).Select(s => Row(s, record, by)))
                    .ToList();
                changes.AddRange(CellCourse.Differences(before, after, books, from, until).Select(days => new ChangeRow(
                    by.Position, by.Id, record.Id.Jurisdiction, cell.Key.Area, cell.Key.Target, basis, days.From, days.Until,
                    by.Event is StanceCoded { Recoded: true })));
            }
        }

        return changes;
    }
}
