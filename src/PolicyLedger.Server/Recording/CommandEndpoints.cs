using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Asking;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Recording;

/// <summary>What a recording answers.</summary>
/// <param name="CommandId">Under which it was recorded; the same id with the same content is recorded once.</param>
/// <param name="Position">Of the last event, for <c>minPosition</c> of a read; null where it is not known yet.</param>
/// <param name="RecordedAt">The record time.</param>
/// <param name="Already">It was recorded before: this is the first result, and nothing was written.</param>
/// <param name="Complete">False where a text was ordered to be erased, nobody is shown it any more, and its bytes still wait for the program that clears them.</param>
/// <param name="Events">What was recorded, in order.</param>
internal sealed record RecordingView(string CommandId, long? Position, string RecordedAt, bool Already, bool Complete, IReadOnlyList<ReceiptLineView> Events);

/// <summary>Recording: an endpoint for each command there is.</summary>
internal static class CommandEndpoints
{
    /// <summary>In bytes. The longest command there is, a codebook's revision, is far shorter.</summary>
    public const int MostBytes = 1 << 20;

    private const string Key = "Idempotency-Key";

    /// <summary>Commands that a recorder's key is not enough for: they take away, or change the yardstick.</summary>
    private static readonly HashSet<Type> ForAdmins = [typeof(EraseRecord), typeof(AdoptCodebook), typeof(ReviseCodebook)];

    public static void Map(IEndpointRouteBuilder v1)
    {
        foreach (var (name, type) in CommandCodec.Types.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            v1.MapPost("/commands/" + name, (HttpContext http, Recordings recordings,
                    [FromHeader(Name = Key)] string? idempotencyKey, [FromHeader(Name = "If-Match")] string? ifMatch, [FromHeader(Name = "If-None-Match")] string? ifNoneMatch) =>
                    RecordAsync(http, recordings, name))
                .WithName(name).WithSummary(SummaryOf(name)).WithMetadata(new CommandBody(name, type))
                .Needs(ForAdmins.Contains(type) ? Role.Admin : Role.Recorder)
                .Produces<RecordingView>(StatusCodes.Status201Created).Produces<RecordingView>(StatusCodes.Status200OK).Produces<RecordingView>(StatusCodes.Status202Accepted)
                .ProducesProblemOf(ProblemKind.Conflict).ProducesProblemOf(ProblemKind.RevisionChanged).ProducesProblemOf(ProblemKind.TooLarge)
                .ProducesProblemOf(ProblemKind.UnsupportedMediaType).ProducesProblemOf(ProblemKind.KeyReused).Refuses();
        }
    }

    private static async Task<IResult> RecordAsync(HttpContext http, Recordings recordings, string name)
    {
        if (!IsJson(http.Request))
            return Problems.Of(ProblemKind.UnsupportedMediaType, "send the command as application/json in UTF-8", new FieldError("Content-Type", http.Request.ContentType, "application/json, without a content encoding"));
        var caller = http.Caller();
        var body = await ReadAsync(http.Request);
        if (!CommandCodec.Read(body, caller.Recorder, name).TryGet(out var command, out var refusal))
            return Problems.Of(refusal);
        if (command.Envelope.Recorder != caller.Recorder)
            return Problems.Of(Refusal.Invalid("recorder", command.Envelope.Recorder, "who records is known by the key or token; leave it out"));
        var (id, revision) = (KeyOf(http.Request), RevisionOf(http.Request));
        var own = command.Envelope.CommandId;
        var named = own != CommandCodec.IdFromContent(command);
        if (id is not null && named && own != id)
            return Problems.Of(Refusal.Invalid("commandId", own.ToString("D"), $"is another than {Key} says; give one of them"));
        command = command with { Envelope = command.Envelope with { CommandId = id ?? own, ExpectedRevision = revision ?? command.Envelope.ExpectedRevision } };
        if (!(await recordings.RunAsync(command, named || id is not null, http.RequestAborted)).TryGet(out var recorded, out refusal))
            return Problems.Of(Explain(refusal, id is not null, revision is not null, http.Request));
        var view = View(recorded);
        http.Response.Headers.CacheControl = "no-store";
        if (view.Events.FirstOrDefault(line => line.RecordId is not null) is { } line)
            http.Response.Headers.Location = $"/v1/records/{line.RecordId}";
        return Results.Json(view, ServerJson.Options, statusCode: !recorded.Complete ? StatusCodes.Status202Accepted : recorded.Receipt.Already ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static RecordingView View(Recorded recorded)
    {
        var receipt = ReceiptView.Of(recorded.Receipt);
        return new(
            recorded.CommandId.ToString("D"), receipt.Events.Any(line => line.Position is null) ? null : receipt.Events.Select(line => line.Position).Max(),
            receipt.RecordedAt, receipt.Already, recorded.Complete, receipt.Events);
    }

    // In terms of the headers that were given.
    private static Refusal Explain(Refusal refusal, bool byKey, bool byRevision, HttpRequest request) => refusal switch
    {
        { Field: "commandId" } when byKey => refusal with { Field = Key },
        { Field: "expectedRevision" } when byRevision => refusal with { Field = request.Headers.IfMatch.Count > 0 ? "If-Match" : "If-None-Match", Value = request.Headers.IfMatch.Count > 0 ? request.Headers.IfMatch.ToString() : "*" },
        _ => refusal,
    };

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) && request.Headers.ContentEncoding.Count == 0;

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return bytes.ToArray();
    }

    // As a UUID, in quotes as a structured header has it, or without.
    private static Guid? KeyOf(HttpRequest request) => request.Headers[Key] switch
    {
        [] => null,
        [{ } text] when Guid.TryParseExact(text.Trim('"'), "D", out var id) && id != Guid.Empty => id,
        var text => throw new RefusedException(Refusal.Invalid(Key, text.ToString(), "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91, once")),
    };

    private static long? RevisionOf(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            return request.Headers.IfNoneMatch.ToString() == "*" && request.Headers.IfMatch.Count == 0
                ? -1
                : throw new RefusedException(Refusal.Invalid("If-None-Match", request.Headers.IfNoneMatch.ToString(), "* (the stream must not exist yet), and then no If-Match"));
        }

        return request.Headers.IfMatch switch
        {
            [] => null,
            [['"', .. var digits, '"']] when long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) => revision,
            var text => throw new RefusedException(Refusal.Invalid("If-Match", text.ToString(), "the stream's last revision that you have seen, in quotes: \"12\"")),
        };
    }

    private static string SummaryOf(string name) => $"Record: {name.Replace('-', ' ')}.";
}

/// <summary>What an endpoint's body is, for what describes it.</summary>
internal sealed record CommandBody(string Name, Type Type);
