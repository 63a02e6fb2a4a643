namespace EventStore.Client;

/// <summary>Nothing stands before <c>://</c>.</summary>
public class NoSchemeException()
    : ConnectionStringParseException("Connection string: it must start with a scheme, as in esdb://host:2113.");
