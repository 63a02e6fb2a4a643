using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Asking;

/// <summary>A record with its history, or one of its entries.</summary>
internal sealed record RecordAnswerView(AskedView Asked, RecordView Record, string Stream);

/// <summary>A record in a list: its opening.</summary>
/// <param name="Title">As first recorded; null where there is none, or where it was erased.</param>
internal sealed record RecordItemView(string RecordId, string Jurisdiction, string Type, long Position, string KnownAt, string RecordedAt, string Recorder, string? Title, bool TextErased);

/// <summary>Records in order of their ids.</summary>
internal sealed record RecordsView(AskedView Asked, IReadOnlyList<RecordItemView> Records, string? Next);

/// <summary>Records and their history.</summary>
internal static class RecordEndpoints
{
    private static readonly Resource
        One = new(Form.Json) { Texts = true },
        Many = new(Form.Json, Form.Csv, Form.Jsonl) { Texts = true };

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/records", ListAsync).WithName("records").WithSummary("Records in order of their ids.").Sends<RecordsView>(Many);
        v1.MapGet("/records/{record}", OneAsync).WithName("record").WithSummary("A record as it reads, and everything that happened to it.").Sends<RecordAnswerView>(One);
        v1.MapGet("/records/{record}/{entry}", EntryAsync).WithName("entry").WithSummary("An entry of a record, by its number.").Sends<RecordAnswerView>(One);
    }

    private static Task<IResult> ListAsync(
        HttpContext http, Reads reads, StanceReader stances, IReadModels models, IEventLog log, EventCodec codec, ErasedTexts erased,
        [FromQuery(Name = "jurisdiction"), Description("Only this country's.")] string? jurisdiction, [AsParameters] PointParameters point, [AsParameters] PageParameters page) =>
        reads.AnswerAsync(http, point, Many, async read =>
        {
            var (country, count) = (jurisdiction is null ? null : StanceEndpoints.Country(jurisdiction), page.Count());
            var after = page.After is null ? null : RecordId.Parse(page.After, "after").OrThrow();
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var rows = await models.RecordsAsync(country, after, reading.At, reading.KnownAt, read.Cancellation).Take(count + 1).ToListAsync(read.Cancellation);
            await erased.LookAsync(0, read.Cancellation);
            var views = new List<RecordItemView>();
            foreach (var row in rows.Take(count))
            {
                var opening = codec.Decode(await log.ReadStreamAsync(Streams.Of(row.Record.Jurisdiction), row.Revision, read.Cancellation).FirstAsync(read.Cancellation));
                var gone = opening.TextErased || erased.Erased(opening);
                views.Add(new(
                    row.Record.Text, row.Record.Jurisdiction.Code, row.Type, row.Position, Dates.Iso.Write(row.KnownAt), Dates.Iso.Write(row.RecordedAt), row.Recorder,
                    gone ? null : opening.Text.Title, gone));
            }

            var next = rows.Count > count ? rows[count - 1].Record.Text : null;
            return new Content<RecordItemView>(reading, views, CsvColumns.Record, (asked, link) => new RecordsView(asked, views, link)) { Next = next };
        });

    private static Task<IResult> OneAsync(
        HttpContext http, Reads reads, StanceReader stances, IEventLog log, EventCodec codec, [Description("A record's id, GBR-2025-asylum-overhaul.")] string record, [AsParameters] PointParameters point) =>
        RecordAsync(http, reads, stances, log, codec, RecordId.Parse(record, "record").OrThrow(), null, point);

    private static Task<IResult> EntryAsync(
        HttpContext http, Reads reads, StanceReader stances, IEventLog log, EventCodec codec, string record, [Description("From 1.")] string entry, [AsParameters] PointParameters point)
    {
        var id = EntryId.Parse($"{record}/{entry}", "entry").OrThrow();
        return RecordAsync(http, reads, stances, log, codec, id.Record, id, point);
    }

    private static Task<IResult> RecordAsync(
        HttpContext http, Reads reads, StanceReader stances, IEventLog log, EventCodec codec, RecordId record, EntryId? entry, PointParameters given) =>
        reads.AnswerAsync(http, given, One, async read =>
        {
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var history = await reads.AskAsync(new AskHistory(record, reading.At, reading.KnownAt), read.Cancellation);
            if (entry is not null && history.State.Find(entry) is null)
                throw new RefusedException(Refusal.NotFound("entry", entry.ToString(), $"{record} has {history.State.Entries.Count} entries"));
            var (view, stream) = (RecordView.Of(history, entry, codec), Streams.Of(record.Jurisdiction));
            Revision.State(http.Response, await log.RevisionAsync(stream, read.Cancellation));
            return new Content<RecordView>(reading, [view], [], (asked, _) => new RecordAnswerView(asked, view, stream));
        });
}
