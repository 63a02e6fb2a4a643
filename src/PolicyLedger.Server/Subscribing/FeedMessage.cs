using System.Text;
using System.Text.Json;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>What a feed says at one position, made into JSON once for all who follow it.</summary>
/// <param name="position">Of the event; it is the message's id.</param>
/// <param name="recordedAt">Of the event; null where nobody measures.</param>
internal abstract class FeedMessage<TFilter>(long position, DateTimeOffset? recordedAt)
{
    public long Position => position;

    public DateTimeOffset? RecordedAt => recordedAt;

    /// <summary>About what it holds in memory.</summary>
    public abstract int Bytes { get; }

    /// <summary>Writes what a filter lets through; false where that is nothing.</summary>
    public abstract bool Write(TFilter filter, long? previous, EventStreamWriter to);
}

/// <summary>An event of the log.</summary>
/// <param name="position">Its position.</param>
/// <param name="recordedAt">Its record time.</param>
/// <param name="facets">What filters look at.</param>
/// <param name="text">Whether a text of it is in <paramref name="json"/>.</param>
/// <param name="json">The CloudEvent.</param>
internal sealed class EventMessage(long position, DateTimeOffset recordedAt, EventFacets facets, bool text, byte[] json) : FeedMessage<EventFilter>(position, recordedAt)
{
    public EventFacets Facets => facets;

    public bool HasText => text;

    public override int Bytes => json.Length + 200;

    public override bool Write(EventFilter filter, long? previous, EventStreamWriter to)
    {
        if (!filter.Takes(facets))
            return false;
        to.Open("event"u8, Position);
        to.Previous("{\"previous\":"u8, previous);
        to.Raw(",\"event\":"u8);
        to.Raw(json);
        to.Close("}"u8);
        return true;
    }
}

/// <summary>What an event changed in the answers.</summary>
internal sealed class ChangeMessage : FeedMessage<ChangeFilter>
{
    private readonly (ChangeRow Row, byte[] Json)[] rows;
    private readonly byte[] eventId;

    public ChangeMessage(IReadOnlyList<ChangeRow> rows, DateTimeOffset? recordedAt)
        : base(rows[0].Position, recordedAt)
    {
        this.rows = rows.Select(row => (row, JsonSerializer.SerializeToUtf8Bytes(ChangedDaysView.Of(row), ServerJson.Options))).ToArray();
        eventId = Encoding.ASCII.GetBytes($",\"eventId\":\"{rows[0].EventId:D}\",\"changes\":[");
        Bytes = 200 + this.rows.Sum(row => row.Json.Length + 150);
    }

    public override int Bytes { get; }

    public override bool Write(ChangeFilter filter, long? previous, EventStreamWriter to)
    {
        var any = false;
        foreach (var (row, json) in rows)
        {
            if (!filter.Takes(row))
                continue;
            if (!any)
            {
                to.Open("change"u8, Position);
                to.Raw("{\"position\":"u8);
                to.Number(Position);
                to.Previous(",\"previous\":"u8, previous);
                to.Raw(eventId);
            }
            else
            {
                to.Raw(","u8);
            }

            to.Raw(json);
            any = true;
        }

        if (any)
            to.Close("]}"u8);
        return any;
    }
}

/// <summary>What a day changed in the answers as it began. It has no position.</summary>
internal sealed class DayMessage(DateOnly on, IReadOnlyList<TurnedCell> cells) : FeedMessage<ChangeFilter>(-1, null)
{
    private readonly (TurnedCell Cell, byte[] Json)[] cells = cells.Select(cell => (cell, JsonSerializer.SerializeToUtf8Bytes(TurnedView.Of(cell), ServerJson.Options))).ToArray();
    private readonly byte[] head = Encoding.ASCII.GetBytes($"{{\"on\":\"{Iso.Write(on)}\",\"cells\":[");

    public override int Bytes => 200 + cells.Sum(cell => cell.Json.Length + 100);

    public override bool Write(ChangeFilter filter, long? previous, EventStreamWriter to)
    {
        var any = false;
        foreach (var (cell, json) in cells)
        {
            if (!filter.Takes(cell))
                continue;
            if (!any)
                to.Open("day"u8, null);
            to.Raw(any ? ","u8 : head);
            to.Raw(json);
            any = true;
        }

        if (any)
            to.Close("]}"u8);
        return any;
    }
}

/// <summary>One row of the change feed: on days from <c>from</c> (inclusive) to <c>until</c> (exclusive) the answer is another; null: without bound.</summary>
internal sealed record ChangedDaysView(string Jurisdiction, string Area, string? Target, string Basis, string? From, string? Until, bool Recoding)
{
    public static ChangedDaysView Of(ChangeRow row) => new(
        row.Jurisdiction.Code, row.Area.Full, row.Target?.Code, Spelling.Of(row.Basis), Answers.Plain.Bound(row.From), Answers.Plain.Bound(row.Until), row.Recoding);
}

/// <summary>A cell that a day turned.</summary>
internal sealed record TurnedView(string Jurisdiction, string Area, string? Target, string Basis)
{
    public static TurnedView Of(TurnedCell cell) => new(cell.Jurisdiction.Code, cell.Area.Full, cell.Target?.Code, Spelling.Of(cell.Basis));
}

/// <summary>What filters look at of an event.</summary>
/// <param name="Type">Its stored name.</param>
/// <param name="Record">The record that it is about; null for codebooks.</param>
/// <param name="Areas">Of which it speaks; see <see cref="RecordAreas"/>.</param>
internal sealed record EventFacets(string Type, RecordId? Record, IReadOnlySet<AreaId> Areas)
{
    public Jurisdiction? Jurisdiction => Record?.Jurisdiction;
}
