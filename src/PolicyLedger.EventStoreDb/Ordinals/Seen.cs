using EventStore.Client;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>How far the index is.</summary>
/// <param name="End">The number of events noted.</param>
/// <param name="Until">How far <c>$all</c> has been looked through (inclusive); null for not at all.</param>
internal readonly record struct Seen(long End, Position? Until);

/// <summary>The server's events are not those of a ledger. The message says why, without the server's name.</summary>
internal sealed class NotALedgerException(string message) : Exception(message);
