namespace EventStore.Client;

/// <summary>A host that is not <c>name</c> or <c>name:port</c>.</summary>
public class InvalidHostException(string host)
    : ConnectionStringParseException($"Connection string: the host '{host}' must be a name or IPv4 address, with a port of 1 to 65535 if any.");
