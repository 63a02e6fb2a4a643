using System.Runtime.CompilerServices;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.Cli.Shell;

/// <summary>
/// A ledger of which there is no file yet: read as an empty one, and created by the first append, so that what is refused
/// leaves no ledger behind. Goes on with one that another process creates meanwhile.
/// </summary>
internal sealed class LedgerToBe(string path) : IEventLog
{
    private readonly InMemoryEventLog empty = new();
    private SqliteEventLog? created;

    public bool AppendsAreAtomic => true;

    public async ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default)
    {
        created ??= await SqliteEventLog.OpenAsync(path, SqliteLogMode.CreateIfMissing, null, cancellation);
        return await created.AppendAsync(appends, cancellation);
    }

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var stored in (await ThereAsync(cancellation)).ReadStreamAsync(stream, fromRevision, cancellation))
            yield return stored;
    }

    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var stored in (await ThereAsync(cancellation)).ReadAllAsync(fromPosition, cancellation))
            yield return stored;
    }

    public async IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        created ??= await SqliteEventLog.OpenAsync(path, SqliteLogMode.CreateIfMissing, null, cancellation);
        await foreach (var message in created.SubscribeAllAsync(fromPosition, cancellation))
            yield return message;
    }

    public async ValueTask<long> EndAsync(CancellationToken cancellation = default) => await (await ThereAsync(cancellation)).EndAsync(cancellation);

    public async ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default) =>
        await (await ThereAsync(cancellation)).FindCommandsAsync(commandIds, cancellation);

    public async ValueTask DisposeAsync()
    {
        await empty.DisposeAsync();
        if (created is not null)
            await created.DisposeAsync();
    }

    private async ValueTask<IEventLog> ThereAsync(CancellationToken cancellation)
    {
        if (created is null && File.Exists(path))
            created = await SqliteEventLog.OpenAsync(path, SqliteLogMode.MustExist, null, cancellation);
        return created is null ? empty : created;
    }
}
