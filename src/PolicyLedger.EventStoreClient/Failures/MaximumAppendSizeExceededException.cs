namespace EventStore.Client;

/// <summary>The events of one append are larger than the node takes: nothing was written.</summary>
public class MaximumAppendSizeExceededException : Exception
{
    public MaximumAppendSizeExceededException(uint maxAppendSize, Exception? innerException = null)
        : base($"The append is larger than the node's limit of {maxAppendSize} bytes. Nothing was written: split it.", innerException) =>
        MaxAppendSize = maxAppendSize;

    public MaximumAppendSizeExceededException(int maxAppendSize, Exception? innerException = null)
        : this((uint)maxAppendSize, innerException)
    {
    }

    /// <summary>In bytes; 0 when the node did not say.</summary>
    public uint MaxAppendSize { get; }
}
