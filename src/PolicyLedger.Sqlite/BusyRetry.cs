using Polly;
using Polly.Retry;
using Polly.Timeout;
using SQLitePCL;

namespace PolicyLedger.Sqlite;

/// <summary>Runs a statement again while another process holds the lock that it needs, up to a budget of time.</summary>
internal sealed class BusyRetry(TimeSpan budget)
{
    // A writer holds the lock for one commit, a few milliseconds: the waits start below that and stay short, and their
    // jitter keeps several waiting processes from coming back at one time.
    private readonly ResiliencePipeline<int> pipeline = new ResiliencePipelineBuilder<int>()
        .AddTimeout(budget)
        .AddRetry(new RetryStrategyOptions<int>
        {
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is null && SqliteFaults.IsBusy(attempt.Outcome.Result)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(2),
            MaxDelay = TimeSpan.FromMilliseconds(30),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>The last result code; still a busy one when the budget is spent. Blocks the calling thread.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public int Run(Func<int> statement, CancellationToken cancellation = default)
    {
        try
        {
            return pipeline.Execute(_ => statement(), cancellation);
        }
        catch (TimeoutRejectedException)
        {
            return raw.SQLITE_BUSY;
        }
    }
}
