using System.Globalization;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>
/// The stream of a record's key. What is recorded of a record after its text was erased is sealed with another key than what
/// was before, as a stream that is deleted for good takes no event: <c>textkey-GBR-2025-x</c>, <c>textkey-GBR-2025-x@2</c>
/// after one erasure. A record's id has no <c>@</c>.
/// </summary>
/// <param name="Record">The record's id.</param>
/// <param name="Number">From 1.</param>
internal readonly record struct KeyName(string Record, int Number)
{
    private const char Again = '@';

    /// <summary>Reads a stream's name; null where it is none of a key.</summary>
    public static KeyName? Parse(string stream)
    {
        if (!stream.StartsWith(Streams.TextKeyPrefix, StringComparison.Ordinal))
            return null;
        var name = stream[Streams.TextKeyPrefix.Length..];
        return name.IndexOf(Again) is >= 0 and var at
            ? int.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1 ? new(name[..at], number) : null
            : new(name, 1);
    }

    /// <summary>The stream's name.</summary>
    public override string ToString() => Number == 1 ? Streams.TextKeyPrefix + Record : string.Create(CultureInfo.InvariantCulture, $"{Streams.TextKeyPrefix}{Record}{Again}{Number}");
}
