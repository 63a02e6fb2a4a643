namespace EventStore.Client;

/// <summary>A parameter that is given twice.</summary>
public class DuplicateKeyException(string key)
    : ConnectionStringParseException($"Connection string: the parameter '{key}' is given more than once. Names are compared without case.");
