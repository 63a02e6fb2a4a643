namespace EventStore.Client;

/// <summary>The order in which a read delivers events.</summary>
public enum Direction
{
    /// <summary>The latest event first.</summary>
    Backwards,

    Forwards,
}
