using System.Globalization;
using System.Text;

namespace PolicyLedger.Auditing;

/// <summary>A proof that a leaf is in a log, with the checkpoint that it holds under, in one file: C2SP tlog-proof.</summary>
/// <param name="Index">The leaf's.</param>
/// <param name="Hashes">Its sisters, from below.</param>
/// <param name="Checkpoint">The signed note, as it is.</param>
public sealed record LogProof(long Index, IReadOnlyList<TreeHash> Hashes, string Checkpoint)
{
    private const string Head = "c2sp.org/tlog-proof@v1";

    /// <summary>Reads one. What it says is for <see cref="Verify"/> to check.</summary>
    public static Result<LogProof> Parse(string text, string field)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || text[..end].Split('\n') is not [Head, .. var lines])
            return Wrong($"'{Head}', lines, an empty line, and a checkpoint");
        if (lines is [var extra, ..] && extra.StartsWith("extra ", StringComparison.Ordinal))
            lines = lines[1..];
        if (lines is not [var index, .. var proof] || !index.StartsWith("index ", StringComparison.Ordinal) || !NoteLines.TryNumber(index.AsSpan(6), out var number))
            return Wrong("'index' and a number in decimal digits");
        if (!NoteLines.TryHashes(proof, 63, out var hashes))
            return Wrong("at most 63 hashes of 32 bytes, one a line, in base64");
        return new LogProof(number, hashes, text[(end + 2)..]);

        Refusal Wrong(string rule) => Refusal.Invalid(field, null, $"no proof: expected {rule} (C2SP tlog-proof)");
    }

    /// <summary>The checkpoint, where it is good under a pinned key and the leaf stands in its tree.</summary>
    public Result<Checkpoint> Verify(TreeHash leaf, string field, params IReadOnlyList<VerifierKey> keys)
    {
        if (!Auditing.Checkpoint.Open(Encoding.UTF8.GetBytes(Checkpoint), field, keys).TryGet(out var checkpoint, out var refusal))
            return refusal;
        return MerkleProof.Includes(checkpoint.Root, checkpoint.Size, Index, leaf, Hashes)
            ? checkpoint
            : Refusal.Invalid(field, null, $"the proof does not lead from this event at index {Index} to the root of the tree of {checkpoint.Size}");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Head}\nindex {Index}\n") + string.Concat(Hashes.Select(hash => $"{hash}\n")) + "\n" + Checkpoint;
}
