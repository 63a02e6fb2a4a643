namespace EventStore.Client;

/// <summary>How one operation behaves.</summary>
public class EventStoreClientOperationOptions
{
    /// <summary>An append that meets another revision throws <see cref="WrongExpectedVersionException"/>; otherwise it
    /// returns <see cref="WrongExpectedVersionResult"/>.</summary>
    public bool ThrowOnAppendFailure { get; set; }

    /// <summary>Throws.</summary>
    public static EventStoreClientOperationOptions Default => new() { ThrowOnAppendFailure = true };

    public EventStoreClientOperationOptions Clone() => new() { ThrowOnAppendFailure = ThrowOnAppendFailure };
}
