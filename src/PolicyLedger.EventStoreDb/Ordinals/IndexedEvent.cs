using System.Security.Cryptography;
using System.Text;
using EventStore.Client;
using Microsoft.Data.Sqlite;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>A line of the index.</summary>
/// <param name="Ordinal">The event's position in the ledger.</param>
/// <param name="At">Its position in <c>$all</c>.</param>
/// <param name="Stream">The ledger's name of the stream.</param>
/// <param name="Revision">Its number there.</param>
/// <param name="Id">Its id.</param>
/// <param name="Command">The command that its metadata names; null where it names none.</param>
/// <param name="Erases">The record whose text it says is erased; null for other events.</param>
/// <param name="Digest">See <see cref="DigestOf"/>.</param>
internal sealed record IndexedEvent(long Ordinal, Position At, string Stream, long Revision, Guid Id, Guid? Command, string? Erases, ReadOnlyMemory<byte> Digest)
{
    /// <summary>To be completed by the condition; <c>e</c> is the table of events.</summary>
    public const string Columns =
        "SELECT e.ordinal, e.commit_position, e.prepare_position, s.name, e.revision, e.id, e.command, e.erases, e.digest FROM events e JOIN streams s ON s.number = e.stream";

    /// <summary>16 bytes over everything that an event keeps: type, data, metadata.</summary>
    public static byte[] DigestOf(string type, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{type}\0{data.Length}\0"));
        hash.AppendData(data.Span);
        hash.AppendData(metadata.Span);
        return hash.GetHashAndReset()[..16];
    }

    /// <summary>What is to be noted of an event that the server gave.</summary>
    public static IndexedEvent Of(long ordinal, string stream, EventRecord e) => new(
        ordinal, e.Position, stream, e.EventNumber.ToInt64(), e.EventId.ToGuid(), JoinedMetadata.CommandOf(e.Metadata),
        EventFacts.IsErasure(e.EventType) ? EventFacts.RecordOf(e.Data) : null, DigestOf(e.EventType, e.Data, e.Metadata));

    /// <summary>What a statement over <see cref="Columns"/> gives.</summary>
    public static List<IndexedEvent> Read(SqliteCommand command)
    {
        var found = new List<IndexedEvent>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            found.Add(new(
                rows.GetInt64(0), new((ulong)rows.GetInt64(1), (ulong)rows.GetInt64(2)), rows.GetString(3), rows.GetInt64(4),
                new Guid(rows.GetFieldValue<byte[]>(5), bigEndian: true),
                rows.IsDBNull(6) ? null : new Guid(rows.GetFieldValue<byte[]>(6), bigEndian: true), rows.IsDBNull(7) ? null : rows.GetString(7), rows.GetFieldValue<byte[]>(8)));
        }

        return found;
    }

    /// <summary>Events grouped into those that stand one behind the other in a stream.</summary>
    public static IEnumerable<List<IndexedEvent>> Runs(IEnumerable<IndexedEvent> events)
    {
        List<IndexedEvent> run = [];
        foreach (var e in events.OrderBy(e => e.Stream, StringComparer.Ordinal).ThenBy(e => e.Revision))
        {
            if (run.Count > 0 && (e.Stream != run[^1].Stream || e.Revision != run[^1].Revision + 1))
            {
                yield return run;
                run = [];
            }

            run.Add(e);
        }

        if (run.Count > 0)
            yield return run;
    }
}
