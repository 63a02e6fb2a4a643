namespace EventStore.Client;

/// <summary>An event lacks a type or a content type.</summary>
public class RequiredMetadataPropertyMissingException(string missingMetadataProperty, Exception? innerException = null)
    : Exception($"An event lacks the required metadata property '{missingMetadataProperty}'.", innerException);
