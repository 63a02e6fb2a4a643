using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Models;

/// <summary>Builds a generation beside the one that answers and swaps it in. Locks as briefly as any applier, so queries and appliers go on.</summary>
internal sealed class Build : IDisposable
{
    private readonly IEventLog log;
    private readonly string path;
    private readonly SqliteConnection connection;
    private readonly Generations generations;
    private readonly Func<long, Applier> applierOf;

    public Build(ModelsFile file, IEventLog log, EventCodec codec, SqliteModelsOptions options)
    {
        (this.log, path) = (log, file.Path);
        connection = file.OpenWriter();
        generations = new(file.Path, connection, options);
        applierOf = id =>
        {
            var own = file.OpenWriter();
            return new(file.Path, own, Generation.Building(own, id), log, codec, options);
        };
    }

    /// <summary>
    /// Runs it to its end. Where an event cannot be applied and nothing else answers, what could be built is swapped in, so
    /// that it answers for the time before that event; applying goes on to report it.
    /// </summary>
    /// <exception cref="StoreException">An event cannot be applied, and the present models stay.</exception>
    public async Task RunAsync(Action<long>? applied, Func<bool> anythingAnswers, CancellationToken cancellation)
    {
        generations.Clear(Projection.Version);
        var id = generations.Create(Projection.Version);
        try
        {
            using var applier = applierOf(id);
            do
                await ApplyAsync(applier, applied, anythingAnswers, cancellation);
            while (!generations.Swap(id));
        }
        catch
        {
            generations.GiveUp(id);
            throw;
        }

        generations.Clear(Projection.Version);
    }

    public void Dispose() => connection.Dispose();

    private async Task ApplyAsync(Applier applier, Action<long>? applied, Func<bool> anythingAnswers, CancellationToken cancellation)
    {
        try
        {
            var reached = await applier.RunAsync(await log.EndAsync(cancellation) - 1, applied, cancellation);
            if (reached.Generation is null)
                throw ModelFaults.Cleared(path);
            if (reached.OtherLedger)
                throw new StoreException(StoreFault.Unreachable, $"{path}: the ledger was replaced while its read models were being built; build them again");
        }
        catch (StoreException e) when (e.Fault == StoreFault.Integrity && !anythingAnswers())
        {
        }
    }
}
