using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>
/// What proves an answer to whoever trusts nobody but a key: the events of its country and of its codebook, all of them up
/// to a checkpoint, with proofs. Its files are described in <c>schemas/audit.md</c>; <see cref="EvidenceCheck"/> checks them.
/// </summary>
/// <param name="Files">By name.</param>
public sealed record EvidenceKit(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files)
{
    /// <summary>The signed note that all holds under.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Both streams' events in position order, a line each.</summary>
    public const string Events = "events.jsonl";

    /// <summary>A line for each of them: the proof that it is in the log.</summary>
    public const string Proofs = "proofs.jsonl";

    /// <summary>Where both streams end.</summary>
    public const string Heads = "heads.json";

    /// <summary>The question and the answer.</summary>
    public const string Answer = "answer.json";

    /// <summary>What a kit has, and nothing else, in the order in which it is checked.</summary>
    public static IReadOnlyList<string> Names { get; } = [Checkpoint, Answer, Heads, Events, Proofs];

    /// <summary>The streams that a question rests on, in order of their names.</summary>
    public static IReadOnlyList<string> StreamsOf(StanceQuestion question) => [Streams.OfCodebook(question.Area.Codebook), Streams.Of(question.Jurisdiction)];

    /// <summary>Makes a kit. It holds only where what is given belongs together, which <see cref="EvidenceCheck"/> tells.</summary>
    /// <param name="note">The signed checkpoint.</param>
    /// <param name="size">Its size.</param>
    /// <param name="tree">The log's, of at least that size.</param>
    /// <param name="heads">Of all streams at that size.</param>
    /// <param name="events">Both streams' below that size, in position order; erased text left out.</param>
    /// <param name="answer">The answer.</param>
    public static EvidenceKit Of(string note, long size, SubtreeAt tree, IEnumerable<StreamHead> heads, IEnumerable<StoredEvent> events, StanceAnswer answer)
    {
        var ordered = heads.OrderBy(head => head.Stream, StringComparer.Ordinal).ToList();
        var headTree = StreamHead.Tree(ordered);
        var known = new Dictionary<(int, long), TreeHash>();
        var (lines, proofs) = (new MemoryStream(), new MemoryStream());
        foreach (var stored in events)
        {
            Line(lines, EventLine.Write(stored));
            Line(proofs, EvidenceJson.Write(new EventProof(stored.Position, MerkleTree.Inclusion(At, stored.Position, size).ToValueList())));
        }

        return new(new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [Checkpoint] = Encoding.UTF8.GetBytes(note),
            [Answer] = (byte[])[.. EvidenceJson.Write(answer), (byte)'\n'],
            [Heads] = (byte[])[.. EvidenceJson.Write(new KitHeads(ordered.Count, StreamsOf(answer.Question).Select(stream => StreamProof.Of(stream, ordered, headTree.At)).ToValueList())), (byte)'\n'],
            [Events] = lines.ToArray(),
            [Proofs] = proofs.ToArray(),
        });

        // The proofs of one tree share most of what they are made of.
        TreeHash At(int level, long index)
        {
            if (!known.TryGetValue((level, index), out var hash))
                known.Add((level, index), hash = tree(level, index));
            return hash;
        }
    }

    /// <summary>The lines of a file, without their ends; null where its last one has none.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>>? Lines(string name)
    {
        var (rest, lines) = (Files[name], new List<ReadOnlyMemory<byte>>());
        while (rest.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            lines.Add(rest[..end]);
            rest = rest[(end + 1)..];
        }

        return rest.IsEmpty ? lines : null;
    }

    private static void Line(MemoryStream file, byte[] line)
    {
        file.Write(line);
        file.WriteByte((byte)'\n');
    }
}
