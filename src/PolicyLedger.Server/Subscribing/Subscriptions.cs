using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>What every subscriber works with.</summary>
internal sealed record SubscriptionSetting(SubscriptionOptions Options, TimeProvider Clock, SubscriptionMetrics Metrics, ILogger Logger, CancellationToken Stopping);

/// <summary>Both feeds of a server, and who may follow them.</summary>
internal sealed class Subscriptions : IAsyncDisposable
{
    private const string RetryAfterSeconds = "10";

    private readonly IEventLog log;
    private readonly IReadModels models;
    private readonly EventCodec codec;
    private readonly SubscriptionSetting setting;
    private readonly EventSource eventSource;
    private readonly Feed<EventFilter> events;
    private readonly Feed<ChangeFilter> changes;
    private readonly Places places;

    public Subscriptions(
        IEventLog log, IReadModels models, EventCodec codec, ErasedTexts erased, SubscriptionOptions options, TimeProvider clock, SubscriptionMetrics metrics, IHostApplicationLifetime life, ILogger<Subscriptions> logger)
    {
        (this.log, this.models, this.codec) = (log, models, codec);
        setting = new(options, clock, metrics, logger, life.ApplicationStopping);
        places = new(options);
        eventSource = new(log, models, codec, erased);
        events = new(log, eventSource, options, life.ApplicationStopping, logger);
        changes = new(log, new ChangeSource(models, options, clock, logger), options, life.ApplicationStopping, logger);
    }

    public Task EventsAsync(HttpContext http)
    {
        var (filter, errors) = FeedQuery.Events(http, codec.Types);
        return ServeAsync(http, events, filter, filter.Areas, errors);
    }

    public Task ChangesAsync(HttpContext http)
    {
        var (filter, errors) = FeedQuery.Changes(http);
        return ServeAsync(http, changes, filter, filter.Areas, errors);
    }

    public async ValueTask DisposeAsync()
    {
        await events.DisposeAsync();
        await changes.DisposeAsync();
        eventSource.Dispose();
    }

    private async Task ServeAsync<TFilter>(HttpContext http, Feed<TFilter> feed, TFilter filter, IReadOnlySet<AreaId>? areas, List<FieldError> errors)
    {
        if (await RefuseAsync(http, areas, errors) is { } problem)
        {
            await problem.ExecuteAsync(http);
            return;
        }

        var name = feed.Source.Name;
        setting.Metrics.Joined(name);
        try
        {
            await StreamAsync(http, feed, filter);
        }
        catch (StoreException e) when (!http.Response.HasStarted)
        {
            await Problems.Of(e).ExecuteAsync(http);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went.
        }
        finally
        {
            setting.Metrics.Left(name);
            places.Leave(http);
        }
    }

    /// <summary>The problem that the request has; where it has none, one more follows.</summary>
    private async Task<IResult?> RefuseAsync(HttpContext http, IReadOnlySet<AreaId>? areas, List<FieldError> errors)
    {
        try
        {
            if (areas is { Count: > 0 })
            {
                var books = await models.BooksAsync((await models.CatchUpAsync(null, http.RequestAborted)).At, http.RequestAborted);
                errors.AddRange(areas.Select(area => StanceReader.Unknown(area, books)).OfType<Refusal>().Select(refusal => new FieldError(refusal.Field, refusal.Value, refusal.Rule)));
            }
        }
        catch (StoreException e)
        {
            return Problems.Of(e);
        }

        if (http.Request.Query["after"].Count > 1)
            errors.Add(new("after", http.Request.Query["after"], "one position"));
        if (errors.Count > 0)
            return Problems.Of(ProblemKind.InvalidInput, string.Join("; ", errors.Select(error => $"{error.Field} '{error.Value}': {error.Rule}")), errors);
        if (setting.Stopping.IsCancellationRequested)
            return Problems.Of(ProblemKind.Stopping, "the server is stopping");
        if (places.Take(http) is not { } full)
            return null;
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problems.Of(ProblemKind.TooManyRequests, full);
    }

    private async Task StreamAsync<TFilter>(HttpContext http, Feed<TFilter> feed, TFilter filter)
    {
        // In this order, so that what is recorded after the end was taken is in the ring.
        var ring = await feed.OpenAsync(http.RequestAborted);
        var end = await log.EndAsync(http.RequestAborted) - 1;
        Start(http);
        if (!ResumePoint.Read(http.Request, end).TryGet(out var after, out var wrong))
        {
            var stream = new EventStreamWriter(http.Response.BodyWriter);
            stream.Message("resync"u8, new ResyncView(wrong.Message, end));
            await stream.FlushAsync();
            return;
        }

        using var subscriber = new Subscriber<TFilter>(setting, feed.Source, ring, filter, http, after, end);
        try
        {
            var ending = await subscriber.RunAsync();
            if (ending.Tag is { } tag)
                CountDropped(feed.Source.Name, subscriber.After, tag);
        }
        catch (ClientStalledException)
        {
            CountDropped(feed.Source.Name, subscriber.After, "write-timeout");
            http.Abort();
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The server stops, and this client does not take even that.
            http.Abort();
        }
    }

    private void CountDropped(string feed, long after, string tag)
    {
        setting.Metrics.Dropped(feed, tag);
        SubscriptionLog.Dropped(setting.Logger, feed, after, tag);
    }

    private static void Start(HttpContext http)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // nginx, and proxies that follow it, would hold messages back.
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // The write timeout says it better than a rate, which a quiet feed never reaches.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }
}
