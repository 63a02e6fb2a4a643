namespace EventStore.Client;

/// <summary>What an append expects of a stream whose revision it does not name.</summary>
public readonly struct StreamState : IEquatable<StreamState>
{
    private readonly int value;

    /// <summary>The stream holds no event.</summary>
    public static readonly StreamState NoStream = new(1);

    /// <summary>Nothing is expected. A node recognizes a retry by its event ids on a best-effort basis only.</summary>
    public static readonly StreamState Any = new(2);

    /// <summary>The stream holds at least one event.</summary>
    public static readonly StreamState StreamExists = new(4);

    private StreamState(int value) => this.value = value;

    public bool Equals(StreamState other) => value == other.value;

    public override bool Equals(object? obj) => obj is StreamState other && Equals(other);

    public override int GetHashCode() => value;

    public static bool operator ==(StreamState left, StreamState right) => left.value == right.value;

    public static bool operator !=(StreamState left, StreamState right) => left.value != right.value;

    /// <summary>-1, -2 or -4: no revision has these numbers.</summary>
    public long ToInt64() => -value;

    public static implicit operator int(StreamState streamState) => streamState.value;

    public override string ToString() => value switch
    {
        1 => nameof(NoStream),
        2 => nameof(Any),
        4 => nameof(StreamExists),
        _ => value.ToString(),
    };
}
