using System.Text;
using PolicyLedger.Auditing;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>Parts of two kits put together, checkpoints that somebody else signed, and one key over two histories.</summary>
internal static class MixedHistories
{
    /// <summary>Every way to take some files from a kit and the others from one of later on, of the same question.</summary>
    public static IEnumerable<(Mutation Mutation, bool Right)> Of(EvidenceKit earlier, EvidenceKit later)
    {
        for (var from = 1; from < 31; from++)
        {
            bool Early(string file) => (from >> EvidenceKit.Names.ToList().IndexOf(file) & 1) == 1;
            var kit = new EvidenceKit(EvidenceKit.Names.ToDictionary(file => file, file => (Early(file) ? earlier : later).Files[file]));
            var now = Early(EvidenceKit.Checkpoint);
            var (fault, file) = now && !Early(EvidenceKit.Answer) ? (EvidenceFault.Question, EvidenceKit.Answer)
                : Early(EvidenceKit.Heads) != now ? (EvidenceFault.Heads, EvidenceKit.Heads)
                : Early(EvidenceKit.Events) != now ? (EvidenceFault.Stream, EvidenceKit.Events)
                : (EvidenceFault.Inclusion, (string?)null);

            // What was answered before stays answered: the older answer follows from the newer events, read as far as it was.
            var right = !now && Early(EvidenceKit.Answer) && from == 1 << EvidenceKit.Names.ToList().IndexOf(EvidenceKit.Answer);
            yield return (new($"of the earlier kit: {string.Join(", ", EvidenceKit.Names.Where(Early))}", kit, [fault], file), right);
        }
    }

    /// <summary>Checkpoints that the pinned key did not sign.</summary>
    public static IEnumerable<Mutation> Signatures(EvidenceKit kit, string name, SigningKey thief, string otherCheckpoint)
    {
        var note = kit.Text(EvidenceKit.Checkpoint);
        var (text, signature) = (note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)], note[(note.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        var lines = text.Split('\n')[..^1];
        var size = long.Parse(lines[1], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (what, changed) in new[]
        {
            ("one event more", Text(lines[0], $"{size + 1}", lines[2], lines[3])),
            ("one event fewer", Text(lines[0], $"{size - 1}", lines[2], lines[3])),
            ("the heads' root for the events'", Text(lines[0], lines[1], lines[3]["policyledger/heads ".Length..], lines[3])),
            ("the events' root for the heads'", Text(lines[0], lines[1], lines[2], "policyledger/heads " + lines[2])),
            ("another origin", Text("example.org/other", lines[1], lines[2], lines[3])),
            ("no heads", Text(lines[0], lines[1], lines[2])),
            ("a line more", Text([.. lines, "more 1"])),
            ("nothing changed", text),
        })
        {
            if (changed != text)
                yield return Wrong($"{what}, under the old signature", changed + "\n" + signature);
            yield return Wrong($"{what}, unsigned", changed);
            yield return Wrong($"{what}, unsigned, with an empty line", changed + "\n");
            yield return Wrong($"{what}, signed by a thief", SignedNote.Sign(changed, thief).ToString());
            if (changed != text)
                yield return Wrong($"{what}, signed by a thief and under the old signature", SignedNote.Sign(changed, thief) + signature);
        }

        yield return Wrong("the signature of another checkpoint", text + "\n" + otherCheckpoint[(otherCheckpoint.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        yield return Wrong("a good and a false signature of the key", text + "\n" + signature + otherCheckpoint[(otherCheckpoint.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        yield return Wrong("nothing", "");
        yield return Wrong("not UTF-8", "\ud800");

        Mutation Wrong(string what, string changed) => new($"{name}: checkpoint with {what}", kit.With(EvidenceKit.Checkpoint, Encoding.UTF8.GetBytes(changed)), [EvidenceFault.Signature], EvidenceKit.Checkpoint);
    }

    private static string Text(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));
}
