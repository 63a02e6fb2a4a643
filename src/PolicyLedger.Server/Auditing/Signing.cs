using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyLedger.Auditing;
using PolicyLedger.Server.Observing;

namespace PolicyLedger.Server.Auditing;

/// <summary>Signs a checkpoint whenever there are new events.</summary>
internal sealed partial class Signing(ServedAudit audit, IReadOnlyList<SigningKey> keys, TimeSpan every, TimeProvider clock, Telemetry telemetry, ILogger<Signing> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        telemetry.Covered();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await audit.SignAsync(keys, stopping) is { } signed)
                    Signed(log, signed.Checkpoint.Size);
                telemetry.Covered();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Failed(log, e.Message);
            }

            await Task.Delay(every, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(5201, LogLevel.Information, "Signed a checkpoint over {Size} events")]
    private static partial void Signed(ILogger log, long size);

    [LoggerMessage(5202, LogLevel.Error, "No checkpoint was signed: {Why}")]
    private static partial void Failed(ILogger log, string why);
}
