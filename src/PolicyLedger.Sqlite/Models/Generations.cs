using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Models;

/// <summary>The coming and going of generations: built beside the one that answers, swapped in, cleared away. One connection, each step a short transaction.</summary>
internal sealed class Generations(string path, SqliteConnection connection, SqliteModelsOptions options)
{
    /// <summary>Begins one that nobody sees yet.</summary>
    public long Create(int version) => InTransaction(() =>
    {
        using var add = connection.Statement(
            $"INSERT INTO generations (projection_version, state, checkpoint, last_event_id, last_recorded_at, touched_at) VALUES ($version, 'building', -1, '', '{Generation.NoTime}', $now) RETURNING id",
            "$version", "$now").With((long)version, Now());
        var id = (long)add.ExecuteScalar()!;
        connection.Run(ModelsSchema.CreateGeneration(id));
        return id;
    });

    /// <summary>
    /// Makes a generation the one that answers, if it has come at least as far as the one that does: answers never go back.
    /// The views show it unless there is one of a newer projection. False: catch up first.
    /// </summary>
    /// <exception cref="StoreException">Another process has cleared it away.</exception>
    public bool Swap(long id) => InTransaction(() =>
    {
        using var building = Generation.Building(connection, id);
        var mine = Generation.Find(building) ?? throw ModelFaults.Cleared(path);
        using var current = Generation.Current(connection, (int)mine.ProjectionVersion);
        if (Generation.Find(current)?.Checkpoint > mine.Checkpoint)
            return false;
        Run($"UPDATE generations SET state = 'retired' WHERE state = 'ready' AND projection_version = {mine.ProjectionVersion}");
        Run($"UPDATE generations SET state = 'ready', touched_at = '{Now()}' WHERE id = {id}");
        if (connection.Scalar($"SELECT 1 FROM generations WHERE state = 'ready' AND projection_version > {mine.ProjectionVersion}") is null)
            Run(ModelsSchema.ShowGeneration(id));
        return true;
    });

    /// <summary>Takes a generation out of use, unless it has changed since it was looked at.</summary>
    public void Retire(Generation seen) => InTransaction(() =>
    {
        Run($"UPDATE generations SET state = 'retired' WHERE id = {seen.Id} AND checkpoint = {seen.Checkpoint} AND last_event_id = '{seen.LastEventId}'");
        return true;
    });

    /// <summary>Takes one that is being built out of use, if the file still lets itself be written; otherwise it will count as killed.</summary>
    public void GiveUp(long id) => connection.TryRun($"UPDATE generations SET state = 'retired' WHERE id = {id} AND state = 'building'");

    /// <summary>Clears away what is out of use, what a killed rebuild left, and models of older projections that nobody has applied to for long. Each generation in a transaction of its own, so that appliers wait for one at most.</summary>
    public void Clear(int version)
    {
        InTransaction(() =>
        {
            Run($"UPDATE generations SET state = 'retired' WHERE state = 'building' AND touched_at < '{Now(options.KilledAfter)}'");
            Run($"UPDATE generations SET state = 'retired' WHERE state = 'ready' AND projection_version < {version} AND touched_at < '{Now(options.OlderKeptFor)}'");
            return true;
        });
        while (connection.Scalar("SELECT min(id) FROM generations WHERE state = 'retired'") is long id)
        {
            InTransaction(() =>
            {
                foreach (var table in ModelsSchema.Tables)
                    Run($"DROP TABLE IF EXISTS {table}_{id}");
                Run($"DELETE FROM generations WHERE id = {id}");
                return true;
            });
        }
    }

    private string Now(TimeSpan ago = default) => Spelling.Of(options.Clock.GetUtcNow() - ago);

    private void Run(string sql) => connection.Run(sql);

    private T InTransaction<T>(Func<T> step)
    {
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = step();
            transaction.Commit();
            return result;
        }
        catch (SqliteException e)
        {
            throw ModelFaults.Explain(path, e);
        }
    }
}
