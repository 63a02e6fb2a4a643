using System.Diagnostics;
using PolicyLedger.Log;
using Polly;
using Polly.Retry;

namespace PolicyLedger.EventStoreDb;

/// <summary>Runs a call again while what fails is transient, up to a budget of time, with growing waits and jitter.</summary>
internal sealed class TransientRetry(ServerAddress server, TimeSpan budget)
{
    private static readonly ResiliencePropertyKey<long> Began = new("began");

    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is { } e && ServerFaults.IsTransient(e, attempt.Context.CancellationToken)
                && Stopwatch.GetElapsedTime(attempt.Context.Properties.GetValue(Began, 0)) < budget),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(2),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>The call's result. An attempt that has begun is not cut short by the budget; none begins after it.</summary>
    /// <exception cref="StoreException">The budget is spent, or the server refuses for good.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(Began, Stopwatch.GetTimestamp());
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
