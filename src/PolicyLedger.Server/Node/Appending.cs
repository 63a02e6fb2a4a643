using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;
using Status = Grpc.Core.Status;

namespace PolicyLedger.Server.Node;

/// <summary>An event as a client proposes it.</summary>
internal sealed record Proposed(Guid Id, string Type, string ContentType, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata)
{
    /// <summary>What it counts towards an append's size: as on a real node, two bytes for each character of the type.</summary>
    public long Size => Data.Length + Metadata.Length + (2L * Type.Length);

    /// <summary>Reads one, or refuses it as the protocol says.</summary>
    public static Proposed Of(UUID id, MapField<string, string> metadata, ByteString custom, ByteString data)
    {
        if (!metadata.TryGetValue("type", out var type))
            throw NodeFailures.MissingMetadata("type");
        if (!metadata.TryGetValue("content-type", out var content))
            throw NodeFailures.MissingMetadata("content-type");
        return type.Length > 0 ? new(WireEvents.Id(id), type, content, data.Memory, custom.Memory) : throw NodeFailures.Invalid("type", type, "at least one character");
    }
}

/// <summary>What became of proposed events.</summary>
internal abstract record AppendResult
{
    /// <summary>Durable: revision and place of the last (-1 and null: there is none).</summary>
    public sealed record Appended(long Revision, long? Place) : AppendResult;

    /// <summary>Nothing was written: the stream's last revision is another (-1: it does not exist).</summary>
    public sealed record Conflict(long Actual) : AppendResult;

    /// <summary>Nothing was written, and the same events would be refused again.</summary>
    public sealed record Refused(string Message) : AppendResult;

    /// <summary>Nothing was written.</summary>
    public sealed record Full : AppendResult;

    /// <summary>Nothing was written: keys of texts are not kept.</summary>
    public sealed record NotKept : AppendResult;

    /// <summary>Nothing was written: the stream is deleted for good.</summary>
    public sealed record Deleted : AppendResult;
}

/// <summary>The door to the log: who may append where, and what is let in. Events for the ledger go through <see cref="EventAdmission"/>; those of other streams are taken as they are.</summary>
internal sealed class Appending(SqliteEventLog log, EventAdmission admission, NodeOptions options, Tombstones tombstones, TimeProvider clock)
{
    /// <summary>Why nobody may append to this stream; null if one may.</summary>
    public string? Denied(string stream) =>
        !options.AllowAppend ? "this node only reads; start it with --allow-append to let clients append"
        : stream.StartsWith('$') ? $"'{stream}': streams whose names begin with $ are the system's"
        : null;

    /// <summary>Whether a stream would hold a key of a text, of which this node keeps none.</summary>
    public bool IsTextKey(string stream) => !options.KnowsNoLedger && stream.StartsWith(Streams.TextKeyPrefix, StringComparison.Ordinal);

    public async Task<AppendResult> AppendAsync(string stream, ExpectedRevision expected, IReadOnlyList<Proposed> events, string recorder, CancellationToken cancellation)
    {
        if (IsTextKey(stream))
            return new AppendResult.NotKept();
        if (tombstones.Has(stream))
            return new AppendResult.Deleted();
        if (options.KnowsNoLedger || !Streams.AreLedgers(stream))
        {
            var others = events.Select(e => new NewOtherEvent(e.Id, e.Type, e.ContentType == WireEvents.Json, e.Data, e.Metadata)).ToList();
            return await log.Whole.AppendAsync(stream, expected, others, clock.GetUtcNow(), cancellation) switch
            {
                OtherOutcome.Appended appended => new AppendResult.Appended(appended.Revision, appended.Place),
                OtherOutcome.Conflict conflict => new AppendResult.Conflict(conflict.Actual),
                _ => new AppendResult.Full(),
            };
        }

        if (events.FirstOrDefault(e => e.ContentType != WireEvents.Json) is { } other)
            return new AppendResult.Refused(Refusal.Invalid("content-type", other.ContentType, $"an event of the ledger is {WireEvents.Json}").Message);
        if (events.FirstOrDefault(e => EventFacts.IsErasure(e.Type)) is { } erasure)
            return new AppendResult.Refused(Refusal.Invalid("type", erasure.Type, "no erasure: it needs the ledger's file to itself; run 'policyledger erase' where the file is").Message);
        var offered = events.Select(e => new OfferedEvent(e.Id, e.Type, e.Data, e.Metadata)).ToList();
        return await admission.OfferAsync(stream, expected, offered, recorder, cancellation) switch
        {
            AdmissionOutcome.Recorded recorded => new AppendResult.Appended(recorded.Revision, recorded.Position is { } position ? Places.OfPosition(position) : null),
            AdmissionOutcome.Conflict conflict => new AppendResult.Conflict(conflict.Actual),
            AdmissionOutcome.Refused refused => new AppendResult.Refused(refused.Refusal.Message),
            var unknown => throw new InvalidOperationException($"{unknown} is no outcome."),
        };
    }

    /// <summary>Who appends: the name in the Basic credentials, which this node does not check, or the node's own recorder.</summary>
    public string RecorderOf(Metadata headers)
    {
        const string Basic = "Basic ";
        if (headers.GetValue("authorization") is not { } given)
            return options.Recorder;
        try
        {
            if (given.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
                && Encoding.UTF8.GetString(Convert.FromBase64String(given[Basic.Length..])).Split(':', 2) is [{ Length: > 0 } name, _])
                return name;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new RpcException(new Status(StatusCode.Unauthenticated, "authorization: expected Basic and user:password in base64"));
    }

    /// <summary>A revision as it is sent.</summary>
    public static ExpectedRevision At(ulong revision) =>
        revision <= long.MaxValue ? ExpectedRevision.At((long)revision) : throw NodeFailures.Invalid("revision", $"{revision}", $"at most {long.MaxValue}");
}
