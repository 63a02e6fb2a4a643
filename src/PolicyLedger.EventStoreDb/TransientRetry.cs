using System.Diagnostics;
using PolicyLedger.Log;
using Polly;
using Polly.Retry;

namespace PolicyLedger.EventStoreDb;

/// <summary>Runs a call again while what fails is transient, up to a budget of time, with growing waits and jitter.</summary>
internal sealed class TransientRetry(ServerAddress server, TimeSpan budget)
{
    private static readonly ResiliencePropertyKey<Patience> Key = new("patience");

    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is { } e && ServerFaults.IsTransient(e, attempt.Context.CancellationToken)
                && attempt.Context.Properties.TryGetValue(Key, out var patience) && patience.Lasts(budget)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(2),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>The call's result. The budget runs from the first failure. An attempt that has begun is not cut short by it; none begins after it.</summary>
    /// <exception cref="StoreException">The budget is spent, or the server refuses for good.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ValueTask<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation) => RunAsync(call, new(), cancellation);

    /// <summary>The same as a part of something longer, whose patience is told when something goes well.</summary>
    /// <inheritdoc cref="RunAsync{T}(Func{CancellationToken, Task{T}}, CancellationToken)"/>
    public async ValueTask<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, Patience patience, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(Key, patience);
        try
        {
            return await pipeline.ExecuteAsync(async attempt => await call(attempt.CancellationToken), context);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("cancelled", e, cancellation);
        }
        catch (Exception e) when (ServerFaults.Explain(server, e) is { } fault)
        {
            throw fault;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}

/// <summary>Since when nothing has gone well.</summary>
internal sealed class Patience
{
    private long? failing;

    /// <summary>Something went well: waiting is no failure, and the next one begins anew.</summary>
    public void Renew() => failing = null;

    /// <summary>Whether a failure now comes within a budget of the first since something went well.</summary>
    public bool Lasts(TimeSpan budget)
    {
        failing ??= Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(failing.Value) < budget;
    }
}
