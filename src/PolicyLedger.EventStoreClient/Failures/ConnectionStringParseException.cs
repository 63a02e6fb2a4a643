namespace EventStore.Client;

/// <summary>A connection string that cannot be used. The message says what about it.</summary>
public class ConnectionStringParseException(string message, Exception? innerException = null) : Exception(message, innerException);
