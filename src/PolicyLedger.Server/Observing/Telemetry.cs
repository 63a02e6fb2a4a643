using System.Diagnostics;
using System.Diagnostics.Metrics;
using PolicyLedger.Log;

namespace PolicyLedger.Server.Observing;

/// <summary>What the server measures of itself. Names after the OpenTelemetry conventions; <c>ops/monitoring/README.md</c> explains each.</summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "PolicyLedger";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> appended, commands, applied;
    private readonly Histogram<double> asked;
    private readonly TimeProvider clock;
    private long lag, unreachable, damaged, covered = long.MinValue;
    private int failed, poisoned;

    public Telemetry(TimeProvider clock)
    {
        this.clock = clock;
        appended = meter.CreateCounter<long>("policyledger.events.appended", "{event}", "Events that recordings through this server appended.");
        commands = meter.CreateCounter<long>("policyledger.commands", "{command}", "Commands, by name and by what became of them: recorded, already, refused, conflict.");
        applied = meter.CreateCounter<long>("policyledger.projection.applied", "{event}", "Events that the read models took in.");
        asked = meter.CreateHistogram("policyledger.ask.duration", "s", "How long questions take, by their kind.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        meter.CreateObservableGauge("policyledger.projection.lag", () => Volatile.Read(ref lag), "{event}", "Events of the log that the read models have not taken in yet.");
        meter.CreateObservableGauge("policyledger.projection.poisoned", () => Volatile.Read(ref poisoned), "1", "1 where an event stops the read models.");
        meter.CreateObservableGauge("policyledger.projection.failed", () => Volatile.Read(ref failed), "1", "1 where the read models cannot go on, whatever stops them; the server is not ready.");

        // Observed and not added to: a first failure is seen as an increase only where a zero was seen before it.
        meter.CreateObservableCounter<long>("policyledger.store.failures", () => [Failures("unreachable", ref unreachable), Failures("integrity", ref damaged)], "{failure}", "What the store could not do, by what is wrong with it.");
        meter.CreateObservableGauge<double>("policyledger.checkpoint.age", () => Volatile.Read(ref covered) is > long.MinValue and var since ? [new(clock.GetElapsedTime(since).TotalSeconds)] : [], "s", "Since a checkpoint covered the whole log, or since the server started; only where it signs.");
    }

    public static ActivitySource Tracing { get; } = new(Name);

    /// <summary>A command came to an end.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="outcome">recorded, already, refused or conflict.</param>
    /// <param name="events">How many events it appended.</param>
    public void Commanded(string command, string outcome, int events)
    {
        commands.Add(1, new("command", command), new("outcome", outcome));
        if (events > 0)
            appended.Add(events);
    }

    /// <summary>A question was answered.</summary>
    public void Asked(string question, TimeSpan took) => asked.Record(took.TotalSeconds, new KeyValuePair<string, object?>("question", question));

    /// <summary>How far the read models are.</summary>
    /// <param name="events">Taken in since the last time.</param>
    /// <param name="behind">Not taken in yet.</param>
    /// <param name="failure">What stops them; null where nothing does.</param>
    public void Projected(long events, long behind, Exception? failure = null)
    {
        if (events > 0)
            applied.Add(events);
        Volatile.Write(ref lag, behind);
        Volatile.Write(ref failed, failure is null ? 0 : 1);
        Volatile.Write(ref poisoned, failure is StoreException { Fault: StoreFault.Integrity } ? 1 : 0);
    }

    /// <summary>The store could not do what it was asked.</summary>
    public void StoreFailed(StoreFault fault) => Interlocked.Increment(ref fault == StoreFault.Integrity ? ref damaged : ref unreachable);

    /// <summary>A checkpoint covers all that is there; or the server begins to see to that.</summary>
    public void Covered() => Volatile.Write(ref covered, clock.GetTimestamp());

    public void Dispose() => meter.Dispose();

    private static Measurement<long> Failures(string fault, ref long count) => new(Volatile.Read(ref count), new KeyValuePair<string, object?>("fault", fault));
}
