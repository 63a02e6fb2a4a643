using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Wire;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// Applies events to one generation on one connection: rows and checkpoint of a batch in one transaction, which first looks
/// where the checkpoint is, so that several processes never apply an event twice. Not to be used by two callers at one time.
/// </summary>
/// <param name="path">For messages.</param>
/// <param name="connection">Its own, disposed with it.</param>
/// <param name="find">Finds the generation to apply to; prepared on <paramref name="connection"/>.</param>
internal sealed class Applier(string path, SqliteConnection connection, SqliteCommand find, IEventLog log, EventCodec codec, SqliteModelsOptions options) : IDisposable
{
    private readonly BusyRetry busy = new(options.BusyBudget);
    private GenerationState? state;

    /// <summary>Applies until the checkpoint is at a position or beyond, or at the log's end if that is earlier.</summary>
    /// <exception cref="StoreException">The log holds an event that cannot be applied: those before it are, and it is never passed over.</exception>
    public async Task<Reached> RunAsync(long wanted, Action<long>? applied, CancellationToken cancellation)
    {
        while (true)
        {
            if (Generation.Find(find) is not { } seen)
                return new(null, false);
            if (seen.Checkpoint >= wanted)
                return new(seen, false);
            var moved = false;
            await foreach (var batch in EventBatches.ReadAsync(log, codec, seen, options.BatchSize, cancellation))
            {
                if (batch.OtherLedger)
                    return new(seen, true);
                if (await WriteAsync(batch, cancellation) is not { } checkpoint)
                    break;
                moved = true;
                applied?.Invoke(checkpoint + 1);
                if (checkpoint >= wanted)
                    break;
            }

            if (!moved && await log.EndAsync(cancellation) <= seen.Checkpoint + 1)
                return new(Generation.Find(find), false);
        }
    }

    public void Dispose()
    {
        state?.Dispose();
        find.Dispose();
        connection.Dispose();
    }

    // The checkpoint afterwards; null where the batch does not follow on the generation that is there now.
    private async Task<long?> WriteAsync(EventBatch batch, CancellationToken cancellation)
    {
        Begin();
        try
        {
            if (Generation.Find(find) is not { } there || there.Checkpoint < batch.After)
            {
                connection.TryRun("ROLLBACK");
                return null;
            }

            await OpenAsync(there, cancellation);
            var fault = await ApplyAsync(batch, cancellation) ?? batch.Fault;
            if (state!.Checkpoint == there.Checkpoint)
                connection.TryRun("ROLLBACK");
            else if (state.WriteCheckpoint(options.Clock.GetUtcNow()))
                Require(connection.TryRun("COMMIT"));
            else
                throw new InvalidOperationException("The checkpoint moved within the transaction that guards it.");
            return fault is null ? state.Checkpoint : throw fault;
        }
        catch (Exception e) when (raw.sqlite3_get_autocommit(connection.Handle!) == 0)
        {
            connection.TryRun("ROLLBACK");
            Forget();
            throw e is SqliteException sqlite ? ModelFaults.Explain(path, sqlite) : e;
        }
    }

    private async ValueTask OpenAsync(Generation there, CancellationToken cancellation)
    {
        if (state is not null && state.Id == there.Id && state.Checkpoint == there.Checkpoint)
            return;
        Forget();
        state = await GenerationState.OpenAsync(connection, there, log, codec, cancellation);
    }

    // Why the batch could not be applied to its end; the events before that are.
    private async ValueTask<StoreException?> ApplyAsync(EventBatch batch, CancellationToken cancellation)
    {
        foreach (var e in batch.Events)
        {
            if (e.Position <= state!.Checkpoint)
                continue;
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await state.ApplyAsync(e, cancellation);
            }
            catch (StoreException why) when (why.Fault == StoreFault.Integrity)
            {
                return why;
            }
        }

        return null;
    }

    private void Begin() => Require(busy.Run(() => connection.TryRun("BEGIN IMMEDIATE")));

    private void Require(int code)
    {
        if (code != raw.SQLITE_OK)
            throw ModelFaults.Explain(path, new SqliteException(raw.sqlite3_errstr(code).utf8_to_string(), code & 0xFF, code));
    }

    private void Forget()
    {
        state?.Dispose();
        state = null;
    }
}

/// <summary>How far applying came.</summary>
/// <param name="Generation">As it is now; null where there is none to apply to (any more).</param>
/// <param name="OtherLedger">It holds another ledger's models, or those of a later state of this one than the log has.</param>
internal readonly record struct Reached(Generation? Generation, bool OtherLedger);
