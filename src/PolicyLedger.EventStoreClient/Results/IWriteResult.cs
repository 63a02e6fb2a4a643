namespace EventStore.Client;

/// <summary>What became of an append: <see cref="SuccessResult"/> or <see cref="WrongExpectedVersionResult"/>.</summary>
public interface IWriteResult
{
    /// <summary>Where the last event of the append lies in the log.</summary>
    Position LogPosition { get; }

    /// <summary>The stream's revision after the append: what the next one should expect.</summary>
    StreamRevision NextExpectedStreamRevision { get; }
}
