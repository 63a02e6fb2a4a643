namespace EventStore.Client;

/// <summary>The user may not do this.</summary>
public class AccessDeniedException : Exception
{
    public AccessDeniedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AccessDeniedException()
        : base("The node denied access.")
    {
    }
}
