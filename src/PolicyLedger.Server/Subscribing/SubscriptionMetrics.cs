using System.Diagnostics.Metrics;

namespace PolicyLedger.Server.Subscribing;

/// <summary>What is measured of subscriptions, on the meter <c>PolicyLedger</c>.</summary>
internal sealed class SubscriptionMetrics
{
    private readonly UpDownCounter<long> subscribers;
    private readonly Counter<long> dropped;
    private readonly Histogram<double> latency;

    public SubscriptionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("PolicyLedger");
        subscribers = meter.CreateUpDownCounter<long>("policyledger.subscribers", "{subscriber}", "Who follows a feed now.");
        dropped = meter.CreateCounter<long>("policyledger.subscribers.dropped", "{subscriber}", "Who was dropped, and why.");
        latency = meter.CreateHistogram<double>("policyledger.push.latency", "s", "From the record time of an event to its writing to a subscriber that follows live.");
    }

    public void Joined(string feed) => subscribers.Add(1, new KeyValuePair<string, object?>("feed", feed));

    public void Left(string feed) => subscribers.Add(-1, new KeyValuePair<string, object?>("feed", feed));

    public void Dropped(string feed, string reason) => dropped.Add(1, new("feed", feed), new("reason", reason));

    public void Pushed(string feed, TimeSpan after) => latency.Record(Math.Max(0, after.TotalSeconds), new KeyValuePair<string, object?>("feed", feed));
}
