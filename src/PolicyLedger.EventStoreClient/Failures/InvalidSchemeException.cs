namespace EventStore.Client;

/// <summary>What stands before <c>://</c> is not known.</summary>
public class InvalidSchemeException(string scheme, string[] supportedSchemes)
    : ConnectionStringParseException($"Connection string: the scheme '{scheme}' must be one of {string.Join(", ", supportedSchemes)}.");
