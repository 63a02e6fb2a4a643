using System.Text;
using System.Text.Json;
using PolicyLedger.Auditing;
using PolicyLedger.Wire;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>
/// Single bits turned over, in every file. Every one is a mutation, white space and spelling included, as all that a kit says
/// has one spelling; but for the question, which a kit does not prove but answers, and for size and place among the heads,
/// of which many lead to the same proof.
/// </summary>
internal static class FlippedBits
{
    public static IEnumerable<Mutation> Of(EvidenceKit kit, string name, Random chance, int each)
    {
        foreach (var file in EvidenceKit.Names.Where(file => kit.Files[file].Length > 0))
        {
            var free = Free(file, kit.Text(file));
            for (var done = 0; done < each;)
            {
                var (at, bit) = (chance.Next(kit.Files[file].Length), chance.Next(8));
                if (free.Any(part => part.From <= at && at < part.Until))
                    continue;
                var bytes = kit.Files[file].ToArray();
                bytes[at] ^= (byte)(1 << bit);
                yield return new($"{name}: bit {bit} of byte {at} of {file}", kit.With(file, bytes), Faults(file, kit.Files[file].ToArray(), bytes, at), file == EvidenceKit.Proofs ? null : file);
                done++;
            }
        }
    }

    // Bytes that are looked at elsewhere.
    private static IEnumerable<(int From, int Until)> Free(string file, string text)
    {
        foreach (var (start, end) in file switch
        {
            EvidenceKit.Answer => new[] { ("\"question\":", "},\"status\"") },
            EvidenceKit.Heads => [("\"size\":", ","), ("\"place\":", ",")],
            _ => [],
        })
        {
            for (var from = text.IndexOf(start, StringComparison.Ordinal); from >= 0; from = text.IndexOf(start, from + 1, StringComparison.Ordinal))
                yield return (from + start.Length, text.IndexOf(end, from, StringComparison.Ordinal));
        }
    }

    private static EvidenceFault[] Faults(string file, byte[] before, byte[] after, int at)
    {
        switch (file)
        {
            case EvidenceKit.Checkpoint:
                return [EvidenceFault.Signature];
            case EvidenceKit.Answer:
                return !EvidenceJson.ReadQuestion(after.AsMemory()[..^1], "").TryGet(out var read, out _) || after[^1] != '\n' || after.AsSpan(..^1).Contains((byte)'\n')
                    ? [EvidenceFault.Form]
                    : read.RuleVersion != 1 ? [EvidenceFault.Question] : [EvidenceFault.Answer];
            case EvidenceKit.Heads:
                return !Reads(after, line => EvidenceJson.ReadHeads(line, "").Refusal is null) ? [EvidenceFault.Form] : [EvidenceFault.Heads];
            case EvidenceKit.Proofs:
                return !Reads(after, line => EvidenceJson.ReadProof(line, "").Refusal is null) ? [EvidenceFault.Form] : [EvidenceFault.Inclusion];
            default:
                return !Reads(after, line => EventLine.Read(line, "").Refusal is null) ? [EvidenceFault.Form] : MemberAt(before, at) switch
                {
                    "position" => [EvidenceFault.Stream, EvidenceFault.Inclusion],
                    "stream" or "revision" => [EvidenceFault.Stream],
                    "text" or "salt" => [EvidenceFault.Text],
                    _ => [EvidenceFault.Inclusion],
                };
        }
    }

    private static bool Reads(byte[] file, Func<ReadOnlyMemory<byte>, bool> reads)
    {
        if (file[^1] != '\n')
            return false;
        for (var rest = file.AsMemory(); rest.Length > 0;)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            if (!reads(rest[..end]))
                return false;
            rest = rest[(end + 1)..];
        }

        return true;
    }

    // The member of a line of an event, at its outer level, in whose value the byte stands.
    private static string MemberAt(byte[] file, int at)
    {
        var from = at == 0 ? 0 : Array.LastIndexOf(file, (byte)'\n', at - 1) + 1;
        var reader = new Utf8JsonReader(file.AsSpan(from..Array.IndexOf(file, (byte)'\n', from)));
        reader.Read();
        for (var name = ""; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; name = "")
        {
            name = reader.GetString()!;
            reader.Read();
            reader.Skip();
            if (reader.BytesConsumed > at - from)
                return name;
        }

        throw new InvalidOperationException("no member there");
    }
}
