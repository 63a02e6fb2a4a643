using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Server.Observing;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Asking;

/// <summary>One read: the question's point, and the form that the answer is to have.</summary>
internal sealed record Read(AsOfPoint Point, Form Form, HttpContext Http)
{
    public CancellationToken Cancellation => Http.RequestAborted;
}

/// <summary>What is the same for all reads: waiting for a position, conditional requests, caching, links, forms.</summary>
internal sealed class Reads(IMediator mediator, StanceReader stances, IEventLog log, ErasedTexts erased, ReadSettings settings, Telemetry telemetry, TimeProvider clock)
{
    /// <summary>In a request's items: it is a HEAD, and its body need not be made.</summary>
    public const string Headless = "headless";

    // What the program sends may change with it.
    private static readonly string Version = typeof(Reads).Assembly.GetName().Version!.ToString();

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends a question to its slice.</summary>
    /// <exception cref="RefusedException">The slice refused it.</exception>
    public async Task<T> AskAsync<T>(IRequest<Result<T>> question, CancellationToken cancellation)
        where T : notnull
    {
        var kind = question.GetType().Name;
        using var tracing = Telemetry.Tracing.StartActivity(kind);
        var begun = clock.GetTimestamp();
        var answer = await mediator.Send(question, cancellation);
        telemetry.Asked(kind, clock.GetElapsedTime(begun));
        return answer.OrThrow();
    }

    /// <summary>Answers a read.</summary>
    /// <param name="http">The request.</param>
    /// <param name="given">Its parameters.</param>
    /// <param name="kind">What the resource is like.</param>
    /// <param name="make">Asks the ledger.</param>
    public Task<IResult> AnswerAsync(HttpContext http, PointParameters given, Resource kind, Func<Read, Task<Content>> make) => FrameAsync(http, given, kind, async read =>
    {
        // Before the texts are read: what is erased in between makes another answer, which is asked for again.
        var lastErasure = await LastErasureAsync(kind, read.Cancellation);
        var content = await make(read);
        Headers(http, kind, read.Form, content.Reading, given, lastErasure);
        var pinned = Links.Pinned(http.Request, content.Reading);
        Links.Add(http.Response, pinned, "canonical");
        var next = content.Next is null ? null : Links.With(http.Request, content.Reading, ("after", content.Next));
        if (next is not null)
            Links.Add(http.Response, next, "next");
        if (kind.Memento)
            Memento.Describe(http, content.Reading, IsPinned(given, content.Reading), kind.TimeMap);
        return Results.Bytes(content.Write(read.Form, AskedView.Of(content.Reading, pinned), next), Forms.ContentTypeOf(read.Form));
    });

    /// <summary>Answers a read whose body is too large to be held.</summary>
    /// <param name="http">The request.</param>
    /// <param name="given">Its parameters.</param>
    /// <param name="kind">What the resource is like.</param>
    /// <param name="make">Checks what is asked, and gives what writes the body.</param>
    public Task<IResult> StreamAsync(
        HttpContext http, PointParameters given, Resource kind, Func<Read, Task<(Reading Reading, Func<Stream, CancellationToken, Task> Write)>> make) => FrameAsync(http, given, kind, async read =>
        {
            var (reading, write) = await make(read);
            Headers(http, kind, read.Form, reading, given, lastErasure: -1);
            Links.Add(http.Response, Links.Pinned(http.Request, reading), "canonical");
            return http.Items.ContainsKey(Headless)
                ? Results.Bytes(ReadOnlyMemory<byte>.Empty, Forms.ContentTypeOf(read.Form))
                : Results.Stream(body => write(body, read.Cancellation), Forms.ContentTypeOf(read.Form));
        });

    // What comes before every answer.
    private async Task<IResult> FrameAsync(HttpContext http, PointParameters given, Resource kind, Func<Read, Task<IResult>> answer)
    {
        var cancellation = http.RequestAborted;
        if (Forms.Choose(http.Request, given.Format, kind.Forms) is not { } form)
            return Problems.Of(ProblemKind.NotAcceptable, $"this resource is sent as {string.Join(", ", kind.Forms.Select(Forms.TypeOf))}");
        var point = given.Point();
        if (await AwaitAsync(http, given) is { } late)
            return late;

        if (kind.Memento && given.KnownAt is null && http.Request.Headers.TryGetValue(Memento.Accept, out var wanted))
            return Memento.Redirect(http, (await stances.ResolveAsync(point with { KnownAt = Memento.Parse(wanted.ToString(), clock.GetUtcNow()) }, cancellation)).Reading);
        if (http.Request.Headers.IfNoneMatch.Count > 0)
        {
            var (now, _) = await stances.ResolveAsync(point, cancellation);
            if (await SameAsync(http, kind, form, now, given, cancellation))
                return Results.StatusCode(StatusCodes.Status304NotModified);
            point = now.Point;
        }

        return await answer(new(point, form, http));
    }

    /// <summary>Waits for the position that is asked for; gives the answer where it does not come.</summary>
    public async ValueTask<IResult?> AwaitAsync(HttpContext http, PointParameters given)
    {
        if (given.Awaited() is not { } position || await ReachedAsync(position, http.RequestAborted))
            return null;
        http.Response.Headers.RetryAfter = "1";
        return Problems.Of(ProblemKind.NotThereYet, string.Create(CultureInfo.InvariantCulture, $"position {position} was not there within {settings.Patience.TotalSeconds} seconds"));
    }

    /// <summary>Whether a position is there, or comes while the request can wait.</summary>
    private async ValueTask<bool> ReachedAsync(long position, CancellationToken cancellation)
    {
        for (var until = clock.GetTimestamp(); ;)
        {
            if (await log.EndAsync(cancellation) > position)
                return true;
            if (clock.GetElapsedTime(until) >= settings.Patience)
                return false;
            await Task.Delay(Look, cancellation);
        }
    }

    private async ValueTask<bool> SameAsync(HttpContext http, Resource kind, Form form, Reading reading, PointParameters given, CancellationToken cancellation)
    {
        // "*" asks whether there is anything, which only the answer can tell.
        if (http.Request.Headers.IfNoneMatch.ToString() == "*")
            return false;
        if (!EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known))
            throw new RefusedException(Refusal.Invalid("If-None-Match", http.Request.Headers.IfNoneMatch.ToString(), "entity tags as they were sent"));
        Headers(http, kind, form, reading, given, await LastErasureAsync(kind, cancellation));
        var own = EntityTagHeaderValue.Parse(http.Response.Headers.ETag.ToString());
        return known.Any(tag => tag.Compare(own, useStrongComparison: false));
    }

    // The position of the last erasure, for answers that hold texts.
    private async ValueTask<long> LastErasureAsync(Resource kind, CancellationToken cancellation) => kind.Texts ? await erased.LastAsync(cancellation) : -1;

    private void Headers(HttpContext http, Resource kind, Form form, Reading reading, PointParameters given, long lastErasure)
    {
        var headers = http.Response.Headers;
        headers.ETag = Tag(form, reading, lastErasure);
        headers.Vary = kind.Memento ? "Accept, Accept-Encoding, Accept-Datetime" : "Accept, Accept-Encoding";

        // A text can be erased, and then it has to leave the caches too: they ask again each time.
        var open = settings.IsOpen();
        headers.CacheControl = IsPinned(given, reading) && kind is { Texts: false, Shipped: false }
            ? $"{(open ? "public" : "private")}, max-age=31536000, immutable"
            : open ? "no-cache" : "private, no-cache";
    }

    // A position that is not there yet is no past: what is asked may still come.
    private static bool IsPinned(PointParameters given, Reading reading) =>
        given.Complete && given.At == reading.At.ToString(CultureInfo.InvariantCulture);

    // Weak: the same answer in other bytes where the knowledge time is left open, or the encoding is another. The address,
    // whose tag it is, says all else that was asked.
    private static string Tag(Form form, Reading reading, long lastErasure) => string.Create(
        CultureInfo.InvariantCulture, $"W/\"{Forms.NameOf(form)}-{reading.On:yyyy-MM-dd}-{Spelling.Of(reading.Basis)}-{reading.At}-{lastErasure}-{StanceAnswer.RuleVersion}-{Version}\"");
}

/// <summary>What a resource is like.</summary>
/// <param name="Forms">In which it can be sent, the one that is sent unasked first.</param>
internal sealed record Resource(params Form[] Forms)
{
    /// <summary>Whether answers hold erasable text, which no cache may keep.</summary>
    public bool Texts { get; init; }

    /// <summary>Whether answers hold what is shipped with the program, and may change with it.</summary>
    public bool Shipped { get; init; }

    /// <summary>Whether it speaks Memento (RFC 7089) on the knowledge axis.</summary>
    public bool Memento { get; init; }

    /// <summary>Whether it has a time map.</summary>
    public bool TimeMap { get; init; }
}

/// <param name="IsOpen">Whether nobody needs a key now, so that shared caches may keep answers.</param>
/// <param name="Patience">How long a read waits for <c>minPosition</c>.</param>
internal sealed record ReadSettings(Func<bool> IsOpen, TimeSpan Patience);
