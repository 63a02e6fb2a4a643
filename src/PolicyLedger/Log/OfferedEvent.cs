using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>An event that somebody who is no command offers to a stream of the ledger.</summary>
/// <param name="Id">As its client gave it; unique ledger-wide.</param>
/// <param name="Type">The stored name of a current version, <c>policy-announced.v1</c>.</param>
/// <param name="Facts">UTF-8 JSON as in <c>schemas/events/</c>.</param>
/// <param name="Metadata">
/// UTF-8 JSON: <c>$correlationId</c>, <c>$causationId</c> and <c>commandId</c>; <c>commandHash</c> and <c>knownAt</c> where
/// its client knows them; the text where there is one, as <c>{"title": …}</c>, or with its salt as <see cref="JoinedMetadata"/> has it.
/// </param>
public sealed record OfferedEvent(Guid Id, string Type, ReadOnlyMemory<byte> Facts, ReadOnlyMemory<byte> Metadata);

/// <summary>An offered event, read and held to its schema, and the command that would record it.</summary>
internal sealed record ReadOffer(Guid Id, LedgerEvent Event, OfferedMetadata Metadata, Command Command)
{
    // Stand in for what is known only when the event is recorded; the schema asks for their form alone.
    private const string SomeHash = "0000000000000000000000000000000000000000000000000000000000000000";
    private static readonly byte[] SomeSalt = new byte[16];

    /// <summary>Reads an offer to a stream; refused where it breaks any rule that can be seen without the ledger.</summary>
    public static Result<ReadOffer> Of(OfferedEvent offered, string stream, string recorder, EventCodec codec)
    {
        if (!codec.Types.TryGetType(offered.Type, out var type))
            return Refusal.Invalid("type", offered.Type, $"one of {string.Join(", ", codec.Types.Names)}");
        var version = EventTypes.VersionOf(offered.Type);
        if (!OfferedJson.Metadata(offered.Metadata, version).TryGet(out var metadata, out var refusal))
            return refusal;
        var text = metadata.Salted ?? (metadata.Text.IsEmpty ? null : new SaltedText(SomeSalt, StrictJson.Write(metadata.Text)));
        var stamped = new EventMetadata(
            version, metadata.CorrelationId, metadata.CausationId, metadata.CommandId, metadata.CommandHash ?? SomeHash,
            DateTimeOffset.UnixEpoch, recorder, metadata.KnownAt, text is null ? null : SomeHash);
        if (EventSchemas.Check(offered.Type, offered.Facts, text?.Json, MetadataJson.Write(stamped)) is { } broken)
            return text is null && broken.Field == "metadata.textHash" ? broken with { Field = "metadata.text" } : broken;
        if (!OfferedJson.Facts(offered.Facts, type!).TryGet(out var facts, out refusal))
            return refusal;
        if (StreamOf(facts) is var own && own.Stream != stream)
            return Refusal.Invalid(own.Field, own.Value, $"this event belongs on {own.Stream}, not on {stream}");
        var envelope = new Envelope(metadata.CommandId, recorder, metadata.KnownAt, metadata.CorrelationId, metadata.CausationId);
        return CommandOfEvent.Find(facts, metadata.Text, envelope).Map(command => new ReadOffer(offered.Id, facts, metadata, command));
    }

    /// <summary>Why this name of the ledger's cannot be a stream; null if it can.</summary>
    public static Refusal? BadName(string stream)
    {
        const string Field = "stream";
        if (stream.StartsWith(Streams.CountryPrefix, StringComparison.Ordinal))
            return Jurisdiction.ParseCode(stream[Streams.CountryPrefix.Length..], Field).Refusal is { } unknown ? unknown with { Value = stream } : null;
        return Codebooks.AreaId.Parse(stream[Streams.CodebookPrefix.Length..] + ":x", Field).Refusal is { } bad ? bad with { Value = stream } : null;
    }

    private static (string Stream, string Field, string Value) StreamOf(LedgerEvent offered) => offered switch
    {
        RecordEvent about => (Streams.Of(about.Record.Jurisdiction), "facts.record", about.Record.Text),
        Codebooks.CodebookAdopted adopted => (Streams.OfCodebook(adopted.Codebook), "facts.codebook", adopted.Codebook),
        Codebooks.CodebookRevised revised => (Streams.OfCodebook(revised.Codebook), "facts.codebook", revised.Codebook),
        _ => throw new InvalidOperationException($"{offered.GetType().Name} belongs on no stream."),
    };
}
