using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PolicyLedger.Server.Observing;

/// <summary>What the server measures of itself. Names after the OpenTelemetry conventions; <c>ops/monitoring/README.md</c> explains each.</summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "PolicyLedger";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> appended, commands, applied;
    private readonly Histogram<double> asked;
    private long lag;
    private int poisoned;

    public Telemetry()
    {
        appended = meter.CreateCounter<long>("policyledger.events.appended", "{event}", "Events that recordings through this server appended.");
        commands = meter.CreateCounter<long>("policyledger.commands", "{command}", "Commands, by name and by what became of them: recorded, already, refused, conflict.");
        applied = meter.CreateCounter<long>("policyledger.projection.applied", "{event}", "Events that the read models took in.");
        asked = meter.CreateHistogram("policyledger.ask.duration", "s", "How long questions take, by their kind.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        meter.CreateObservableGauge("policyledger.projection.lag", () => Volatile.Read(ref lag), "{event}", "Events of the log that the read models have not taken in yet.");
        meter.CreateObservableGauge("policyledger.projection.poisoned", () => Volatile.Read(ref poisoned), "1", "1 where an event stops the read models.");
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
    public void Projected(long events, long behind, bool stopped)
    {
        if (events > 0)
            applied.Add(events);
        Volatile.Write(ref lag, behind);
        Volatile.Write(ref poisoned, stopped ? 1 : 0);
    }

    public void Dispose() => meter.Dispose();
}
