using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Answers;

/// <summary>An event in the JSON form of CloudEvents 1.0. The id is unique in the ledger, and so is id and source.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Source">Its stream, relative to the server.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Subject">The record that it is about; absent for events of codebooks, as CloudEvents has no null attributes.</param>
/// <param name="Time">Its record time.</param>
/// <param name="DataSchema">Names the schema that <c>/v1/schemas/</c> has under the stored name; CloudEvents wants an absolute URI, and the server's own address is not the event's.</param>
/// <param name="Sequence">Its position as 20 digits, so that the order of strings is the order of events.</param>
/// <param name="Revision">Its number in its stream, in digits.</param>
/// <param name="Recorder">Who recorded it.</param>
/// <param name="KnownAt">From when the claim could be known.</param>
/// <param name="Data">What happened.</param>
internal sealed record CloudEvent(
    string Id,
    string Source,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Subject,
    string Time,
    [property: JsonPropertyName("dataschema")] string DataSchema,
    string Sequence,
    string Revision,
    string Recorder,
    [property: JsonPropertyName("knownat")] string KnownAt,
    CloudEventData Data)
{
    public const string SchemaPrefix = "urn:policyledger:schemas:";

    [JsonPropertyName("specversion")]
    [JsonPropertyOrder(-1)]
    public string SpecVersion => "1.0";

    [JsonPropertyName("datacontenttype")]
    public string DataContentType => "application/json";

    /// <summary>An event for sending.</summary>
    /// <param name="e">As understood.</param>
    /// <param name="stored">As stored: its facts are sent as they stand there.</param>
    /// <param name="erased">Its text is erased by decree: it is left out even where the store still has it.</param>
    public static CloudEvent Of(RecordedEvent e, StoredEvent stored, bool erased) => new(
        e.Id.ToString("D"),
        "/v1/streams/" + e.Stream,
        e.Type,
        (e.Event as RecordEvent)?.Record.Text,
        Iso.Write(e.Metadata.RecordedAt),
        SchemaPrefix + e.Type,
        e.Position.ToString("D20", CultureInfo.InvariantCulture),
        e.Revision.ToString(CultureInfo.InvariantCulture),
        e.Metadata.Recorder,
        Iso.Write(e.KnownAt),
        new(ServerJson.Raw(stored.Facts), erased || stored.Text is null ? null : ServerJson.Raw(stored.Text.Json), erased || e.TextErased, e.Metadata.TextHash));
}

/// <summary>What happened. <c>text</c> is null where there is none and where it was erased, which <c>textErased</c> tells apart.</summary>
internal sealed record CloudEventData(JsonElement Facts, JsonElement? Text, bool TextErased, string? TextHash);
