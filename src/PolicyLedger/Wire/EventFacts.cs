using System.Text.Json;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>What a store has to know of an event's facts, read without the rest.</summary>
public static class EventFacts
{
    private const string ErasureOfAnyVersion = "record-erased.v";

    /// <summary>Whether a stored name is that of an erasure.</summary>
    public static bool IsErasure(string type) => type.StartsWith(ErasureOfAnyVersion, StringComparison.Ordinal);

    /// <summary>The record that an event is about, its facts' own member <c>record</c>; null where they name none or do not read.</summary>
    public static string? RecordOf(ReadOnlyMemory<byte> facts)
    {
        try
        {
            var reader = new Utf8JsonReader(facts.Span);
            for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                var here = reader.ValueTextEquals("record"u8);
                reader.Read();
                if (here)
                    return reader.TokenType == JsonTokenType.String && RecordId.Parse(reader.GetString()!, "record").TryGet(out var record, out _) ? record.Text : null;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whoever decodes the event says what is wrong with it.
        }

        return null;
    }
}
