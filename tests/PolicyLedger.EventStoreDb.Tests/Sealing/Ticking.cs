namespace PolicyLedger.EventStoreDb.Tests.Sealing;

/// <summary>A clock whose seconds pass when they are told to.</summary>
internal sealed class Ticking : TimeProvider
{
    public long Seconds { get; set; }

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Seconds;
}
