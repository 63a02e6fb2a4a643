namespace EventStore.Client;

/// <summary>A certificate file, of the authority or of the user, that is missing or cannot be read.</summary>
public class InvalidClientCertificateException(string message, Exception? innerException = null)
    : ConnectionStringParseException(message, innerException);
