using Microsoft.Data.Sqlite;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// A generation's tables with what is remembered of them between transactions. What is remembered is true as of
/// <see cref="Checkpoint"/> alone: where the file has another, or a transaction was rolled back, the whole is discarded.
/// </summary>
internal sealed class GenerationState : IDisposable
{
    private readonly EventCodec codec;
    private readonly GenerationTables tables;
    private readonly OpenCells cells;
    private readonly RecordStates records;
    private CodebookShelf shelf = CodebookShelf.Empty;
    private RecordedEvent? last;
    private DateTimeOffset lastRecordedAt;
    private long written;

    private GenerationState(SqliteConnection connection, Generation generation, IEventLog log, EventCodec codec)
    {
        this.codec = codec;
        (Id, Checkpoint, written, lastRecordedAt) = (generation.Id, generation.Checkpoint, generation.Checkpoint, generation.LastRecordedAt);
        tables = new(connection, generation.Id);
        cells = new(tables.OpenRows);
        records = new(log, codec, tables.Revisions);
    }

    public long Id { get; }

    /// <summary>The position of the last event applied, committed or not.</summary>
    public long Checkpoint { get; private set; }

    /// <summary>To be called within the transaction that goes on to apply events.</summary>
    public static async ValueTask<GenerationState> OpenAsync(SqliteConnection connection, Generation generation, IEventLog log, EventCodec codec, CancellationToken cancellation)
    {
        var state = new GenerationState(connection, generation, log, codec);
        state.shelf = await Books.ShelfAsync(state.tables.ReadBooks(), log, codec, cancellation);
        return state;
    }

    /// <summary>Writes what the next event changes. Where it cannot be applied, nothing of it is written.</summary>
    /// <exception cref="StoreException">The event cannot be applied.</exception>
    public async ValueTask ApplyAsync(RecordedEvent e, CancellationToken cancellation)
    {
        if (e.Position != Checkpoint + 1)
            throw ModelFaults.Gap(e, Checkpoint + 1);
        if (e.Event is RecordEvent about)
            await ApplyAsync(e, about.Record, cancellation);
        else
            ApplyBook(e);
        (Checkpoint, last) = (e.Position, e);
        if (e.Metadata.RecordedAt > lastRecordedAt)
            lastRecordedAt = e.Metadata.RecordedAt;
    }

    /// <summary>Writes the checkpoint beside the rows. False: another process has moved it, and nothing may be committed.</summary>
    public bool WriteCheckpoint(DateTimeOffset now)
    {
        if (last is null || !tables.Advance(written, last, lastRecordedAt, now))
            return false;
        written = Checkpoint;
        return true;
    }

    public void Dispose() => tables.Dispose();

    private async ValueTask ApplyAsync(RecordedEvent e, RecordId record, CancellationToken cancellation)
    {
        var (before, events) = e.Event is OpeningEvent || await records.FindAsync(record, cancellation) is not { } found ? (null, 0) : found;
        var projected = Project(before, events, e);
        tables.Add(projected.Version);
        if (projected.Segments is { } segments)
            Replace(before, segments, e);
        if (projected.Asks is { } asks)
        {
            tables.EndAsks(record, e);
            for (var i = 0; i < asks.Count; i++)
                tables.Add(asks[i], i);
        }

        for (var i = 0; i < projected.Changes.Count; i++)
            tables.Add(projected.Changes[i], i);
        if (projected.SourceCheck is { } check)
            tables.Add(check);

        // Coded stances are many and hardly one is spoken of again: keeping them would cost a rebuild more than it saves.
        if (e.Event is not StanceCoded)
            records.Put(projected.After, events + 1);
    }

    private Projected Project(RecordState? before, int events, RecordedEvent e)
    {
        try
        {
            return Projection.Apply(before, events, e, Current, shelf);
        }
        catch (Exception why) when (why is not StoreException and not SqliteException)
        {
            throw ModelFaults.NotApplied(e, why);
        }
    }

    // A record's open rows are exactly the segments that its state before the event gives: no index by record is needed.
    private void Replace(RecordState? before, IReadOnlyList<SegmentRow> segments, RecordedEvent e)
    {
        if (before is not null)
        {
            foreach (var old in RecordSegments.Of(before).DistinctBy(s => (s.Area, s.Target, s.Start.Earliest)))
            {
                tables.End(before.Id, old, e);
                cells.End(new(before.Id.Jurisdiction, old.Area, old.Target), before.Id);
            }
        }

        foreach (var row in segments)
        {
            tables.Add(row);
            cells.Add(new(row.Record.Jurisdiction, row.Segment.Area, row.Segment.Target), row);
        }
    }

    private void ApplyBook(RecordedEvent e)
    {
        var (codebook, version) = e.Event switch
        {
            CodebookAdopted adopted => (adopted.Codebook, adopted.Version),
            CodebookRevised revised => (revised.Codebook, revised.Version),
            _ => throw ModelFaults.NotApplied(e, new NotSupportedException("it is about neither a record nor a codebook.")),
        };
        var facts = codec.Encode(e.Id, new(e.Event, EventText.None), e.Metadata, () => []).Stored.Facts;
        shelf = shelf.With(e.Event, e.Position);
        tables.AddBook(e, codebook, version, facts);
    }

    private List<SegmentRow> Current(Jurisdictions.Jurisdiction jurisdiction, AreaId area, Jurisdictions.Jurisdiction? target, DateOnly from, DateOnly until) =>
        cells.Of(new(jurisdiction, area, target), from, until);
}
