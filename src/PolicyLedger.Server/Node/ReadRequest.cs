using System.Text;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Sqlite.Log;
using Options = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options;

namespace PolicyLedger.Server.Node;

/// <summary>What a client asks to read, checked.</summary>
/// <param name="Stream">Null for $all.</param>
/// <param name="From">The first revision or place that it wants (inclusive), in its direction; null: of a subscription, what comes after its call.</param>
/// <param name="Back">Whether backwards.</param>
/// <param name="Count">At most so many events; null: a subscription.</param>
/// <param name="Filter">Null: all.</param>
/// <param name="CheckpointEvery">Of a filtered subscription: a checkpoint after so many events looked at.</param>
/// <param name="StringIds">Whether ids are sent as text.</param>
/// <param name="TellsPositions">Whether the client understands where a stream begins and ends.</param>
internal sealed record ReadRequest(string? Stream, long? From, bool Back, long? Count, EventFilter? Filter, long CheckpointEvery, bool StringIds, bool TellsPositions)
{
    // A real node's page, which a client that names no window gets.
    private const uint DefaultWindow = 32;

    /// <summary>Reads a request, or refuses it with INVALID_ARGUMENT.</summary>
    public static ReadRequest Of(ReadReq request)
    {
        var options = request.Options ?? throw NodeFailures.Invalid("options", null, "required, and missing");
        var subscribes = options.CountOptionCase switch
        {
            Options.CountOptionOneofCase.Subscription => true,
            Options.CountOptionOneofCase.Count => false,
            _ => throw NodeFailures.Invalid("options", null, "a count, or a subscription"),
        };
        var back = options.ReadDirection switch
        {
            Options.Types.ReadDirection.Forwards => false,
            Options.Types.ReadDirection.Backwards when !subscribes => true,
            Options.Types.ReadDirection.Backwards => throw NodeFailures.Invalid("read_direction", "Backwards", "a subscription goes forwards"),
            _ => throw NodeFailures.Invalid("read_direction", $"{options.ReadDirection}", "Forwards or Backwards"),
        };
        var filtered = options.FilterOptionCase == Options.FilterOptionOneofCase.Filter;
        if (!filtered && options.FilterOptionCase != Options.FilterOptionOneofCase.NoFilter)
            throw NodeFailures.Invalid("options", null, "a filter, or no_filter");
        if (filtered && options.StreamOptionCase == Options.StreamOptionOneofCase.Stream)
            throw NodeFailures.Invalid("filter", null, "only $all is filtered");
        var (stream, from) = options.StreamOptionCase switch
        {
            Options.StreamOptionOneofCase.Stream => ((string?)NameOf(options.Stream.StreamIdentifier), FromOf(options.Stream, subscribes)),
            Options.StreamOptionOneofCase.All => (null, FromOf(options.All, subscribes, back)),
            _ => throw NodeFailures.Invalid("options", null, "a stream, or $all"),
        };
        return new(
            stream, from, back, subscribes ? null : (long)Math.Min(options.Count, long.MaxValue),
            filtered ? EventFilter.Of(options.Filter) : null, filtered ? CheckpointInterval(options.Filter, subscribes) : 0,
            options.UuidOption?.ContentCase == Options.Types.UUIDOption.ContentOneofCase.String, options.ControlOption?.Compatibility >= 1);
    }

    /// <summary>A stream's name as it is sent.</summary>
    public static string NameOf(StreamIdentifier? stream)
    {
        var bytes = (stream ?? throw NodeFailures.Invalid("stream_identifier", null, "required, and missing")).StreamName.Span;
        return bytes.Length > 0 && System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw NodeFailures.Invalid("stream_identifier", null, "a name of at least one character, in UTF-8");
    }

    // The revision that a subscriber names is the last that it has.
    private static long? FromOf(Options.Types.StreamOptions stream, bool subscribes) => stream.RevisionOptionCase switch
    {
        Options.Types.StreamOptions.RevisionOptionOneofCase.Start => 0,
        Options.Types.StreamOptions.RevisionOptionOneofCase.End => subscribes ? null : long.MaxValue,
        Options.Types.StreamOptions.RevisionOptionOneofCase.Revision => Number(stream.Revision) is var revision && subscribes ? revision + 1 : revision,
        _ => throw NodeFailures.Invalid("stream", null, "from a revision, the start or the end"),
    };

    // Likewise the position; and one who reads backwards names what is behind the first that it wants.
    private static long? FromOf(Options.Types.AllOptions all, bool subscribes, bool back) => all.AllOptionCase switch
    {
        Options.Types.AllOptions.AllOptionOneofCase.Start => back ? -1 : 0,
        Options.Types.AllOptions.AllOptionOneofCase.End => subscribes ? null : long.MaxValue,
        Options.Types.AllOptions.AllOptionOneofCase.Position when all.Position.PreparePosition > all.Position.CommitPosition =>
            throw NodeFailures.Invalid("position", $"{all.Position.CommitPosition}/{all.Position.PreparePosition}", "no prepare position is behind its commit position"),
        Options.Types.AllOptions.AllOptionOneofCase.Position => Number(all.Position.CommitPosition) is var place && back ? place - 1 : subscribes ? place + 1 : place,
        _ => throw NodeFailures.Invalid("all", null, "from a position, the start or the end"),
    };

    private static long Number(ulong sent) => (long)Math.Min(sent, long.MaxValue - 1);

    private static long CheckpointInterval(Options.Types.FilterOptions filter, bool subscribes)
    {
        var window = filter.WindowCase switch
        {
            Options.Types.FilterOptions.WindowOneofCase.Max when filter.Max > 0 => filter.Max,
            Options.Types.FilterOptions.WindowOneofCase.Count => DefaultWindow,
            _ => throw NodeFailures.Invalid("filter", null, "a window: max from 1, or count"),
        };
        return filter.CheckpointIntervalMultiplier > 0 || !subscribes
            ? (long)window * filter.CheckpointIntervalMultiplier
            : throw NodeFailures.Invalid("checkpoint_interval_multiplier", "0", "at least 1");
    }
}
