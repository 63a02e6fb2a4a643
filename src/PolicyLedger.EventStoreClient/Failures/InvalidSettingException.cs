namespace EventStore.Client;

/// <summary>A parameter that is not known, or whose value it does not take.</summary>
public class InvalidSettingException(string message) : ConnectionStringParseException(message);
