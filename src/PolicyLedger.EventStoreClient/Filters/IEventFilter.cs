namespace EventStore.Client;

/// <summary>Which events of the whole log a node sends: those of some streams or those of some types.</summary>
public interface IEventFilter
{
    /// <summary>One of them must fit. Empty when <see cref="Regex"/> decides.</summary>
    PrefixFilterExpression[] Prefixes { get; }

    RegularFilterExpression Regex { get; }

    /// <summary>How many events the node looks at before it reports how far it is; null for the node's own choice.</summary>
    uint? MaxSearchWindow { get; }
}
