using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Asking;

/// <summary>One event.</summary>
internal sealed record EventAnswerView(AskedView Asked, EventView Event);

/// <summary>Events in order.</summary>
/// <param name="Next">The address of the next page; null where there are no more.</param>
internal sealed record EventsView(AskedView Asked, IReadOnlyList<EventView> Events, string? Next);

/// <summary>A stream's events in order.</summary>
internal sealed record StreamView(AskedView Asked, string Stream, IReadOnlyList<EventView> Events, string? Next);

/// <summary>Days of cells for which the answer, with all that is known, is another than before an event.</summary>
internal sealed record ChangesView(AskedView Asked, IReadOnlyList<ChangeView> Changes, string? Next);

/// <summary>The log: whole, by stream, and as changes of stances.</summary>
internal static class EventEndpoints
{
    private static readonly Resource
        Events = new(Form.Json, Form.Jsonl, Form.Csv, Form.CloudEvents) { Texts = true },
        Changes = new(Form.Json, Form.Jsonl, Form.Csv);

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/events", LogAsync).WithName("events").WithSummary("The log, in the order in which it was recorded. As JSON lines: each event as export writes it, to the byte as stored.")
            .Sends<EventsView>(Events);
        v1.MapGet("/events/{position}", EventAsync).WithName("event").WithSummary("One event.").Sends<EventAnswerView>(Events);
        v1.MapGet("/streams/{stream}/events", StreamAsync).WithName("eventsOfStream").WithSummary("A stream's events: country-DEU, codebook-visa.").Sends<StreamView>(Events);
        v1.MapGet("/changes", ChangesAsync).WithName("changes").WithSummary("Which days of which cells each event changed, in order of position.").Sends<ChangesView>(Changes);
    }

    private static Task<IResult> LogAsync(
        HttpContext http, Reads reads, EventPages pages, [FromQuery(Name = "type"), Description("Only events of this stored name, with or without its version.")] string? type,
        [AsParameters] PointParameters point, [AsParameters] PageParameters page) =>
        reads.AnswerAsync(http, point, Events, async read =>
        {
            var found = await pages.ReadAsync(read, null, type, page);
            return Content(found, (asked, link) => new EventsView(asked, found.Views, link));
        });

    private static Task<IResult> StreamAsync(
        HttpContext http, Reads reads, EventPages pages, IEventLog log, [Description("country- and an alpha-3 code, or codebook- and a codebook's id.")] string stream, [FromQuery(Name = "type")] string? type,
        [AsParameters] PointParameters point, [AsParameters] PageParameters page) =>
        reads.AnswerAsync(http, point, Events, async read =>
        {
            if (!Streams.AreLedgers(stream))
                throw new RefusedException(Refusal.NotFound("stream", stream, "streams are country- and an alpha-3 code, or codebook- and a codebook's id"));
            var found = await pages.ReadAsync(read, stream, type, page);
            Revision.State(http.Response, await log.RevisionAsync(stream, read.Cancellation));
            return Content(found, (asked, link) => new StreamView(asked, stream, found.Views, link));
        });

    private static Task<IResult> EventAsync(HttpContext http, Reads reads, EventPages pages, [Description("Its position in the log, from 0.")] string position, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Events, async read =>
        {
            var at = PointParameters.Number(position, "position", 0);
            var found = await pages.OneAsync(read, at) ?? throw new RefusedException(Refusal.NotFound("position", position, "there is no such event as known at the time and position asked for"));
            return Content(found, (asked, _) => new EventAnswerView(asked, found.Views[0]));
        });

    private static Task<IResult> ChangesAsync(HttpContext http, Reads reads, StanceReader stances, IReadModels models, [AsParameters] PointParameters point, [AsParameters] PageParameters page) =>
        reads.AnswerAsync(http, point, Changes, async read =>
        {
            var (count, after) = (page.Count(), page.After is null ? -1 : PointParameters.Number(page.After, "after", -1));
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var (views, last, more) = (new List<ChangeView>(), after, false);
            await foreach (var row in models.ChangesAsync(after, read.Cancellation))
            {
                if (row.Position > reading.At)
                    break;

                // What one event changes stays on one page.
                if (views.Count >= count && row.Position != last)
                {
                    more = true;
                    break;
                }

                views.Add(ChangeView.Of(row));
                last = row.Position;
            }

            var next = more ? last.ToString(CultureInfo.InvariantCulture) : null;
            return new Content<ChangeView>(reading, views, CsvColumns.Change, (asked, link) => new ChangesView(asked, views, link)) { Next = next };
        });

    private static Content<FoundEvent> Content(EventPage page, Func<AskedView, string?, object> json) => new(page.Reading, page.Events, CsvColumns.FoundEvent, json)
    {
        Line = found => EventLine.Write(found.Stored, found.Erased),
        CloudEvent = found => found.CloudEvent,
        Next = page.Next,
    };
}
