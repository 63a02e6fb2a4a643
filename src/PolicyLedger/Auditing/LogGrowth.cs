using System.Globalization;
using System.Text;

namespace PolicyLedger.Auditing;

/// <summary>What proves that a log only grew: what <c>proof consistency</c> prints, and a C2SP witness takes.</summary>
/// <param name="OldSize">The older tree's.</param>
/// <param name="Hashes">From below.</param>
/// <param name="Checkpoint">The newer tree's signed note, as it is.</param>
public sealed record LogGrowth(long OldSize, IReadOnlyList<TreeHash> Hashes, string Checkpoint)
{
    private const string Head = "old ";

    /// <summary>Reads one. What it says is for <see cref="Verify"/> to check.</summary>
    public static Result<LogGrowth> Parse(string text, string field)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || text[..end].Split('\n') is not [var old, .. var lines] || !old.StartsWith(Head, StringComparison.Ordinal)
            || !NoteLines.TryNumber(old.AsSpan(Head.Length), out var size))
            return Wrong("'old' and a size in decimal digits, hashes, an empty line, and a checkpoint");
        if (!NoteLines.TryHashes(lines, 126, out var hashes))
            return Wrong("at most 126 hashes of 32 bytes, one a line, in base64");
        return new LogGrowth(size, hashes, text[(end + 2)..]);

        Refusal Wrong(string rule) => Refusal.Invalid(field, null, $"no proof that a log grew: expected {rule}, as proof consistency prints it");
    }

    /// <summary>Why it does not prove that one checkpoint's log is the beginning of another's; null where it does.</summary>
    public string? Verify(Checkpoint older, Checkpoint newer, params IReadOnlyList<VerifierKey> keys)
    {
        if (!Auditing.Checkpoint.Open(Encoding.UTF8.GetBytes(Checkpoint), "checkpoint", keys).TryGet(out var mine, out var refusal))
            return refusal.Rule;
        if (mine != newer || OldSize != older.Size)
            return string.Create(CultureInfo.InvariantCulture, $"it leads from {OldSize} events to {mine.Size} under root {mine.Root}, and asked for is from {older.Size} to {newer.Size} under root {newer.Root}");
        return MerkleProof.Extends(older.Root, older.Size, newer.Root, newer.Size, Hashes)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the log of {newer.Size} events does not begin with that of {older.Size}");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Head}{OldSize}\n") + string.Concat(Hashes.Select(hash => $"{hash}\n")) + "\n" + Checkpoint;
}
