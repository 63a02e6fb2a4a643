using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Observing;

/// <summary>Keeps the read models at the log's end while nobody asks, and knows how far they are.</summary>
internal sealed partial class Projecting(IEventLog log, IReadModels models, Telemetry telemetry, ILogger<Projecting> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200), AfterFailure = TimeSpan.FromSeconds(2);

    private const long NotLooked = long.MinValue;

    private volatile string? failure;
    private long taken = NotLooked;

    /// <summary>Events of a log of this length that the models have not taken in; <see cref="long.MaxValue"/> before the first look.</summary>
    public long Lag(long end) => Volatile.Read(ref taken) is var position && position == NotLooked ? long.MaxValue : Math.Max(0, end - 1 - position);

    /// <summary>Why the models cannot go on; null while they can.</summary>
    public string? Failure => failure;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var (applied, end) = (-1L, 0L);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                end = await log.EndAsync(stopping);
                if (end - 1 != applied)
                {
                    telemetry.Projected(0, end - 1 - applied);
                    var before = applied;
                    applied = (await models.CatchUpAsync(null, stopping)).At;
                    telemetry.Projected(before < 0 ? 0 : applied - before, 0);
                }

                Volatile.Write(ref taken, applied);
                failure = null;
                await Task.Delay(Look, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (failure != e.Message)
                    Stopped(logger, e.Message);
                failure = e.Message;
                if (e is StoreException { Fault: var fault })
                    telemetry.StoreFailed(fault);
                telemetry.Projected(0, end - 1 - applied, e);
                await Task.Delay(AfterFailure, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(5101, LogLevel.Error, "The read models cannot go on: {Why}")]
    private static partial void Stopped(ILogger log, string why);
}
