using PolicyLedger.Auditing;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>A kit that somebody changed, and what has to be said of it.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Kit">What came out.</param>
/// <param name="Faults">The right reasons: more than one only where it is open which of two things a reader meets first.</param>
/// <param name="File">The file that has to be named; null where another may be to blame.</param>
internal sealed record Mutation(string Name, EvidenceKit Kit, EvidenceFault[] Faults, string? File = null)
{
    /// <summary>The line that has to be named; null for none.</summary>
    public int? Line { get; init; }

    /// <summary>Given to the verifier besides the kit.</summary>
    public KeptCheckpoint? Kept { get; init; }
}

/// <summary>How kits are changed.</summary>
internal static class Changing
{
    public static EvidenceKit With(this EvidenceKit kit, string file, ReadOnlyMemory<byte> content) => new(new Dictionary<string, ReadOnlyMemory<byte>>(kit.Files) { [file] = content });

    public static EvidenceKit With(this EvidenceKit kit, string file, string content) => kit.With(file, System.Text.Encoding.UTF8.GetBytes(content));

    public static EvidenceKit Without(this EvidenceKit kit, string file) => new(kit.Files.Where(one => one.Key != file).ToDictionary());

    public static string Text(this EvidenceKit kit, string file) => System.Text.Encoding.UTF8.GetString(kit.Files[file].Span);

    /// <summary>The lines of a file, each with its end.</summary>
    public static List<string> Lines(this EvidenceKit kit, string file) => kit.Text(file).Split('\n')[..^1].Select(line => line + "\n").ToList();

    public static EvidenceKit WithLines(this EvidenceKit kit, string file, Func<List<string>, IEnumerable<string>> change) => kit.With(file, string.Concat(change(kit.Lines(file))));

    /// <summary>Changes the n-th line of the events and of their proofs alike.</summary>
    public static EvidenceKit WithEvents(this EvidenceKit kit, Func<List<string>, IEnumerable<string>> change) =>
        kit.WithLines(EvidenceKit.Events, change).WithLines(EvidenceKit.Proofs, change);
}
