using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using static PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options.Types;
using Expression = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options.Types.FilterOptions.Types.Expression;
using ReadOptions = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options;

namespace EventStore.Client;

/// <summary>Says in the protocol's words which part of the log is asked for.</summary>
internal static class FilterMessages
{
    public static AllOptions From(Position position)
    {
        if (position == Position.Start)
            return new AllOptions { Start = new Empty() };
        return position == Position.End ? new AllOptions { End = new Empty() } : At(position.CommitPosition, position.PreparePosition);
    }

    public static AllOptions From(FromAll start)
    {
        if (start == FromAll.Start)
            return new AllOptions { Start = new Empty() };
        if (start == FromAll.End)
            return new AllOptions { End = new Empty() };
        var (commit, prepare) = start.ToUInt64();
        return At(commit, prepare);
    }

    /// <exception cref="NotSupportedException">A filter of the caller's own making: the node could not apply it.</exception>
    public static void SetFilter(ReadOptions options, IEventFilter? filter, uint checkpointInterval)
    {
        if (filter is null or StreamFilter { MaxSearchWindow: null } or EventTypeFilter { MaxSearchWindow: null })
        {
            options.NoFilter = new Empty();
            return;
        }
        var terms = filter.Prefixes is { Length: > 0 } prefixes
            ? new Expression { Prefix = { prefixes.Select(prefix => prefix.ToString()) } }
            : new Expression { Regex = filter.Regex };
        options.Filter = filter switch
        {
            StreamFilter => new FilterOptions { StreamIdentifier = terms },
            EventTypeFilter => new FilterOptions { EventType = terms },
            _ => throw new NotSupportedException($"The filter must be a StreamFilter or an EventTypeFilter, not a {filter.GetType().Name}."),
        };
        options.Filter.Max = filter.MaxSearchWindow!.Value;
        options.Filter.CheckpointIntervalMultiplier = checkpointInterval;
    }

    private static AllOptions At(ulong commit, ulong prepare) => new()
    {
        Position = new ReadOptions.Types.Position { CommitPosition = commit, PreparePosition = prepare },
    };
}
