namespace EventStore.Client;

/// <summary>The node does not know this user, or the password is wrong.</summary>
public class NotAuthenticatedException(string message, Exception? innerException = null) : Exception(message, innerException);
