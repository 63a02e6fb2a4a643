using System.Collections.Concurrent;

namespace PolicyLedger.Server.Node;

/// <summary>Streams deleted for good, on a node that knows no ledger: as on a server their events stay in <c>$all</c>. For tests; forgotten when the node stops.</summary>
internal sealed class Tombstones
{
    private readonly ConcurrentDictionary<string, bool> streams = new(StringComparer.Ordinal);

    public bool Has(string stream) => streams.ContainsKey(stream);

    /// <summary>False where it is deleted already.</summary>
    public bool Add(string stream) => streams.TryAdd(stream, true);
}
