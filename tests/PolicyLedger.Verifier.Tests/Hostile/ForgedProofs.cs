using PolicyLedger.Auditing;
using PolicyLedger.Wire;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>Proofs cut, lengthened, reordered, made up, and taken from others; heads that say something else.</summary>
internal static class ForgedProofs
{
    public static IEnumerable<Mutation> Of(EvidenceKit kit, string name, Random chance)
    {
        var proofs = kit.Lines(EvidenceKit.Proofs).Select(line => EvidenceJson.ReadProof(System.Text.Encoding.UTF8.GetBytes(line[..^1]), "proof").OrThrow()).ToList();
        for (var n = 0; n < proofs.Count; n++)
        {
            foreach (var (what, forged) in Forged(proofs[n].Proof, proofs[(n + 1) % proofs.Count].Proof, chance))
            {
                var changed = proofs.Select((proof, m) => m == n ? proof with { Proof = forged } : proof);
                yield return new($"{name}: proof of line {n + 1} {what}", kit.With(EvidenceKit.Proofs, Bytes(changed)), [EvidenceFault.Inclusion], EvidenceKit.Events) { Line = n + 1 };
            }

            var elsewhere = proofs.Select((proof, m) => m == n ? proof with { Position = proof.Position + 1 } : proof);
            yield return new($"{name}: proof of line {n + 1} for the next position", kit.With(EvidenceKit.Proofs, Bytes(elsewhere)), [EvidenceFault.Inclusion], EvidenceKit.Proofs) { Line = n + 1 };
        }

        var heads = EvidenceJson.ReadHeads(kit.Files[EvidenceKit.Heads][..^1], "heads").OrThrow();
        foreach (var stream in heads.Streams.Select(proof => proof.Stream))
        {
            foreach (var (what, forged) in HeadsOf(heads, stream, chance))
                yield return new($"{name}: head of {stream} {what}", kit.With(EvidenceKit.Heads, (byte[])[.. EvidenceJson.Write(forged), (byte)'\n']), [EvidenceFault.Heads], EvidenceKit.Heads);
        }

        yield return new($"{name}: heads in another order", kit.With(EvidenceKit.Heads, (byte[])[.. EvidenceJson.Write(heads with { Streams = heads.Streams.Reverse().ToValueList() }), (byte)'\n']), [EvidenceFault.Heads], EvidenceKit.Heads);
        yield return new($"{name}: heads of one stream alone", kit.With(EvidenceKit.Heads, (byte[])[.. EvidenceJson.Write(heads with { Streams = heads.Streams.Take(1).ToValueList() }), (byte)'\n']), [EvidenceFault.Heads], EvidenceKit.Heads);
        yield return new($"{name}: no heads among none", kit.With(EvidenceKit.Heads, (byte[])[.. EvidenceJson.Write(new KitHeads(0, heads.Streams.Select(proof => new StreamProof(proof.Stream, null, null, null)).ToValueList())), (byte)'\n']), [EvidenceFault.Heads], EvidenceKit.Heads);
    }

    private static IEnumerable<(string What, ValueList<TreeHash> Forged)> Forged(ValueList<TreeHash> proof, ValueList<TreeHash> other, Random chance)
    {
        yield return ("lengthened", [.. proof, Any(chance)]);
        yield return ("lengthened in front", [Any(chance), .. proof]);
        yield return ("made up", Enumerable.Range(0, proof.Count + 1).Select(_ => Any(chance)).ToValueList());
        if (!proof.Equals(other))
            yield return ("taken from another", other);
        if (proof.Count == 0)
            yield break;
        yield return ("cut at its end", proof.Take(proof.Count - 1).ToValueList());
        yield return ("cut at its beginning", proof.Skip(1).ToValueList());
        yield return ("emptied", []);
        yield return ("with its last hash twice", [.. proof, proof[^1]]);
        for (var n = 0; n < proof.Count; n++)
            yield return ($"with hash {n} made up", proof.Select((hash, m) => m == n ? Any(chance) : hash).ToValueList());
        if (proof.Count > 1)
            yield return ("turned round", proof.Reverse().ToValueList());
    }

    // Of a stream that is there: its head forged. Of one that is not: its neighbours.
    private static IEnumerable<(string What, KitHeads Forged)> HeadsOf(KitHeads heads, string stream, Random chance)
    {
        var proof = heads.Streams.Single(one => one.Stream == stream);
        foreach (var (which, head, put) in new (string, ProvenHead?, Func<ProvenHead?, StreamProof>)[]
        {
            ("itself", proof.Head, changed => proof with { Head = changed }),
            ("before it", proof.Before, changed => proof with { Before = changed }),
            ("behind it", proof.After, changed => proof with { After = changed }),
        })
        {
            if (head is null)
                continue;
            foreach (var (what, forged) in Forged(head.Proof, [], chance))
                yield return ($"{which} {what}", Put(put(head with { Proof = forged })));
            yield return ($"{which} a revision earlier", Put(put(head with { Revision = head.Revision - 1 })));
            yield return ($"{which} a revision later", Put(put(head with { Revision = head.Revision + 1 })));
            yield return ($"{which} elsewhere", Put(put(head with { Index = head.Index - 1 })));
            yield return ($"{which} under another name", Put(put(head with { Stream = head.Stream + "X" })));
            yield return ($"{which} left out", Put(put(null) with { Head = null }));
        }

        if (proof.Head is { } there)
        {
            yield return ("as its own neighbour", Put(new(stream, null, there, null)));
            yield return ("with a neighbour", Put(proof with { Before = there }));
        }
        else if (proof.Before is { } before)
        {
            yield return ("as the one before it, renamed", Put(new(stream, before with { Stream = stream }, null, null)));
            yield return ("with the one before it for its own", Put(new(stream, before, null, null)));
        }

        KitHeads Put(StreamProof changed) => heads with { Streams = heads.Streams.Select(one => one.Stream == stream ? changed : one).ToValueList() };
    }

    private static TreeHash Any(Random chance)
    {
        var bytes = new byte[TreeHash.Length];
        chance.NextBytes(bytes);
        return new(bytes);
    }

    private static byte[] Bytes(IEnumerable<EventProof> proofs) => proofs.SelectMany(proof => (byte[])[.. EvidenceJson.Write(proof), (byte)'\n']).ToArray();
}
