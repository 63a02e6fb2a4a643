using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Log;
using Options = PolicyLedger.EventStoreProtocol.Streams.BatchAppendReq.Types.Options;

namespace PolicyLedger.Server.Node;

/// <summary>What a BatchAppend call says, read and written.</summary>
internal static class BatchWire
{
    // The rule is the message too: some clients show nothing else.
    public static EventStoreProtocol.Status Bad(string rule) => NodeFailures.InBatch(StatusCode.InvalidArgument, rule, new BadRequest { Message = rule });

    public static EventStoreProtocol.Status Late() => NodeFailures.InBatch(StatusCode.DeadlineExceeded, "Timeout", new EventStoreProtocol.Timeout());

    public static ExpectedRevision Expected(Options options) => options.ExpectedStreamPositionCase switch
    {
        Options.ExpectedStreamPositionOneofCase.StreamPosition => Appending.At(options.StreamPosition),
        Options.ExpectedStreamPositionOneofCase.NoStream => ExpectedRevision.NoStream,
        Options.ExpectedStreamPositionOneofCase.Any => ExpectedRevision.Any,
        Options.ExpectedStreamPositionOneofCase.StreamExists => ExpectedRevision.Exists,
        _ => throw NodeFailures.Invalid("options", null, "an expected stream_position, no_stream, any, or stream_exists"),
    };

    public static TimeSpan Patience(Options options)
    {
        try
        {
            return options.DeadlineOptionCase switch
            {
                Options.DeadlineOptionOneofCase.Deadline => Short(options.Deadline.ToTimeSpan()),
                Options.DeadlineOptionOneofCase.Deadline21100 => Short(options.Deadline21100.ToDateTime() - DateTime.UtcNow),
                _ => TimeSpan.FromDays(1),
            };
        }
        catch (InvalidOperationException)
        {
            throw NodeFailures.Invalid("deadline", null, "a time that there is");
        }

        static TimeSpan Short(TimeSpan asked) => asked < TimeSpan.FromDays(1) ? asked : TimeSpan.FromDays(1);
    }

    public static BatchAppendResp.Types.Success Success(AppendResult.Appended appended)
    {
        var success = new BatchAppendResp.Types.Success();
        if (appended.Revision < 0)
            success.NoStream = new();
        else
            success.CurrentRevision = (ulong)appended.Revision;
        if (appended.Place is { } place)
            success.Position = new() { CommitPosition = (ulong)place, PreparePosition = (ulong)place };
        else
            success.NoPosition = new();
        return success;
    }

    public static WrongExpectedVersion Wrong(Options options, long actual)
    {
        var wrong = new WrongExpectedVersion();
        if (actual < 0)
            wrong.CurrentNoStream = new();
        else
            wrong.CurrentStreamRevision = (ulong)actual;
        switch (options.ExpectedStreamPositionCase)
        {
            case Options.ExpectedStreamPositionOneofCase.Any:
                wrong.ExpectedAny = new();
                break;
            case Options.ExpectedStreamPositionOneofCase.StreamExists:
                wrong.ExpectedStreamExists = new();
                break;
            case Options.ExpectedStreamPositionOneofCase.NoStream:
                wrong.ExpectedNoStream = new();
                break;
            default:
                wrong.ExpectedStreamPosition = options.StreamPosition;
                break;
        }

        return wrong;
    }
}
