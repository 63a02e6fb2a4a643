using System.Globalization;

namespace PolicyLedger.Auditing;

/// <summary>
/// What a log commits to, in the form of C2SP tlog-checkpoint: origin, size, root, and lines of its own behind them.
/// </summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">The number of its leaves.</param>
/// <param name="Root">Over them.</param>
/// <param name="Heads">The root of the tree over the heads of its streams, on a line <c>policyledger/heads</c>; null where it has none.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root, TreeHash? Heads)
{
    private const string HeadsLine = "policyledger/heads ";

    /// <summary>The text to be signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n") + (Heads is { } heads ? $"{HeadsLine}{heads}\n" : "");

    /// <summary>Reads a note's text. Lines of others are passed over.</summary>
    public static Result<Checkpoint> Parse(string text, string field)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0))
            return Wrong("at least three lines, none empty");
        if (!NoteLines.TryNumber(lines[1], out var size))
            return Wrong("a size in decimal digits on the second line, without leading zeros");
        if (!TreeHash.TryParse(lines[2], out var root))
            return Wrong("a root of 32 bytes in base64 on the third line");
        TreeHash? heads = null;
        foreach (var line in lines[3..^1].Where(line => line.StartsWith(HeadsLine, StringComparison.Ordinal)))
        {
            if (heads is not null || !TreeHash.TryParse(line.AsSpan(HeadsLine.Length), out var read))
                return Wrong($"at most one line '{HeadsLine.TrimEnd()}' with 32 bytes in base64");
            heads = read;
        }

        return new Checkpoint(lines[0], size, root, heads);

        Refusal Wrong(string rule) => Refusal.Invalid(field, null, $"no checkpoint: expected {rule} (C2SP tlog-checkpoint)");
    }

    /// <summary>Reads a signed one, and refuses it unless a pinned key vouches for it under the key's own name.</summary>
    public static Result<Checkpoint> Open(ReadOnlySpan<byte> note, string field, params IReadOnlyList<VerifierKey> keys)
    {
        if (!SignedNote.Parse(note, field).TryGet(out var signed, out var refusal))
            return refusal;
        if (signed.Verify(keys) is { } why)
            return Refusal.Invalid(field, null, why);
        if (!Parse(signed.Text, field).TryGet(out var checkpoint, out refusal))
            return refusal;
        var origins = keys.Where(key => key.Name == checkpoint.Origin).ToList();
        if (origins.Count == 0)
            return Refusal.Invalid(field, checkpoint.Origin, $"a checkpoint of another log; expected one of {string.Join(" or ", keys.Select(key => key.Name).Distinct())}");

        // A witness, or the keeper of another log, vouches for no log but their own.
        return signed.Verify(origins) is { } unsigned ? Refusal.Invalid(field, null, unsigned) : checkpoint;
    }
}
