using System.Globalization;

namespace PolicyLedger.Auditing;

/// <summary>What the lines of checkpoints and proofs are made of. Each has one spelling.</summary>
internal static class NoteLines
{
    /// <summary>Reads a number in decimal digits, without leading zeros.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.SequenceEqual(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads hashes in base64, one a line; false where a line is none, or where there are more than may be.</summary>
    public static bool TryHashes(IReadOnlyList<string> lines, int most, out List<TreeHash> hashes)
    {
        hashes = new(Math.Min(lines.Count, most));
        foreach (var line in lines)
        {
            if (hashes.Count == most || !TreeHash.TryParse(line, out var hash))
                return false;
            hashes.Add(hash);
        }

        return true;
    }
}
