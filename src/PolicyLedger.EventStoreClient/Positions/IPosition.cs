namespace EventStore.Client;

/// <summary>A place in a stream or in the log: <see cref="StreamPosition"/> or <see cref="Position"/>.</summary>
public interface IPosition;
