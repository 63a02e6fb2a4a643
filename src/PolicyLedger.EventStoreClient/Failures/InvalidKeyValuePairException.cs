namespace EventStore.Client;

/// <summary>A parameter that is not <c>name=value</c>.</summary>
public class InvalidKeyValuePairException(string keyValuePair)
    : ConnectionStringParseException($"Connection string: the parameter '{keyValuePair}' must be name=value.");
