using System.Text.Json.Nodes;
using PolicyLedger.Auditing;
using PolicyLedger.Wire;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>Events dropped, repeated and moved, the newest ones and whole streams withheld, also with heads that were made to fit.</summary>
internal static class WithheldEvents
{
    public static IEnumerable<Mutation> Of(EvidenceKit kit, string name)
    {
        var events = kit.Lines(EvidenceKit.Events);
        for (var n = 0; n < events.Count; n++)
        {
            var here = n;
            yield return Wrong($"line {n + 1} dropped", kit.WithEvents(lines => lines.Where((_, m) => m != here)));
            yield return Wrong($"line {n + 1} repeated", kit.WithEvents(lines => lines.SelectMany((line, m) => Enumerable.Repeat(line, m == here ? 2 : 1))));
            yield return Wrong($"all from line {n + 1} dropped", kit.WithEvents(lines => lines.Take(here)));
            yield return Wrong($"all before line {n + 2} dropped", kit.WithEvents(lines => lines.Skip(here + 1)));
            if (n > 0)
                yield return Wrong($"line {n + 1} before the one before it", kit.WithEvents(lines => Swapped(lines, here)));
            yield return new($"{name}: the proof of line {n + 1} dropped", kit.WithLines(EvidenceKit.Proofs, lines => lines.Where((_, m) => m != here)), [EvidenceFault.Inclusion], EvidenceKit.Proofs);
            yield return new($"{name}: the end of line {n + 1} cut off", kit.With(EvidenceKit.Events, string.Concat(events.Take(n + 1))[..^1]), [EvidenceFault.Form], EvidenceKit.Events);
        }

        foreach (var stream in events.Select(StreamOf).Distinct().ToList())
        {
            var mine = events.Where(line => StreamOf(line) == stream).ToList();
            yield return Wrong($"all of {stream} withheld", Drop(kit, mine.Contains));
            yield return Wrong($"the newest of {stream} withheld", Drop(kit, line => line == mine[^1]));
            yield return new($"{name}: all of {stream} withheld, and said not to exist", Drop(WithHeads(kit, stream, head => null), mine.Contains), [EvidenceFault.Heads], EvidenceKit.Heads);
            for (var kept = 1; kept < mine.Count; kept++)
            {
                var end = mine[kept - 1];
                var (revision, position) = (JsonNode.Parse(end)!["revision"]!.GetValue<long>(), JsonNode.Parse(end)!["position"]!.GetValue<long>());
                var gone = mine.Skip(kept).ToHashSet();
                var shorter = Drop(WithHeads(kit, stream, head => head with { Revision = revision, Index = position }), gone.Contains);
                yield return new($"{name}: {stream} ends at revision {revision}, with a head that fits", shorter, [EvidenceFault.Heads], EvidenceKit.Heads);
            }
        }

        foreach (var line in events.Where(line => line.Contains("record-retracted", StringComparison.Ordinal) || line.Contains("record-corrected", StringComparison.Ordinal)))
        {
            yield return Wrong("a retraction or correction withheld", Drop(kit, one => one == line));
            yield return Renumbered(line);
        }

        foreach (var line in events.Where(line => line.Contains("\"type\":\"record-erased", StringComparison.Ordinal)))
        {
            var bare = System.Text.RegularExpressions.Regex.Replace(line, "\"text\":\\{.*?\\},\"salt\":\"[0-9a-f]{32}\"", "\"text\":null,\"salt\":null");
            yield return new($"{name}: the reason of an erasure withheld", kit.WithLines(EvidenceKit.Events, lines => lines.Select(one => one == line ? bare : one)), [EvidenceFault.Text], EvidenceKit.Events);
        }

        Mutation Wrong(string what, EvidenceKit mutated) => new($"{name}: {what}", mutated, [EvidenceFault.Stream], EvidenceKit.Events);

        // Those behind it are given the revisions before theirs, and the head with them: what is hashed is no more what was.
        Mutation Renumbered(string line)
        {
            var (stream, revision) = (StreamOf(line), JsonNode.Parse(line)!["revision"]!.GetValue<long>());
            var closed = Drop(kit, one => one == line).WithLines(EvidenceKit.Events, lines => lines.Select(one =>
                StreamOf(one) == stream && JsonNode.Parse(one)!["revision"]!.GetValue<long>() is var r && r > revision ? one.Replace($"\"revision\":{r},", $"\"revision\":{r - 1},") : one));
            return new($"{name}: {line[..60]} withheld and the rest renumbered", closed, [EvidenceFault.Stream], EvidenceKit.Events);
        }
    }

    public static EvidenceKit WithHeads(EvidenceKit kit, string stream, Func<ProvenHead, ProvenHead?> change)
    {
        var heads = EvidenceJson.ReadHeads(kit.Files[EvidenceKit.Heads][..^1], "heads").OrThrow();
        var changed = heads with
        {
            Streams = heads.Streams.Select(proof => proof.Stream != stream || proof.Head is not { } head ? proof
                : change(head) is { } other ? proof with { Head = other }
                : new StreamProof(stream, null, heads.Streams.FirstOrDefault(p => string.CompareOrdinal(p.Stream, stream) < 0)?.Head, heads.Streams.FirstOrDefault(p => string.CompareOrdinal(p.Stream, stream) > 0)?.Head)).ToValueList(),
        };
        return kit.With(EvidenceKit.Heads, (byte[])[.. EvidenceJson.Write(changed), (byte)'\n']);
    }

    private static EvidenceKit Drop(EvidenceKit kit, Predicate<string> gone)
    {
        var events = kit.Lines(EvidenceKit.Events);
        return kit.WithEvents(lines => lines.Where((_, n) => !gone(events[n])));
    }

    private static string StreamOf(string line) => JsonNode.Parse(line)!["stream"]!.GetValue<string>();

    private static List<string> Swapped(List<string> lines, int n)
    {
        var swapped = lines.ToList();
        (swapped[n - 1], swapped[n]) = (swapped[n], swapped[n - 1]);
        return swapped;
    }
}
