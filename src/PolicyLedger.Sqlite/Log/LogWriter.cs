using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// The one writer of a log, on a thread of its own: what waits while a commit is on its way to the disk shares the next one.
/// After a write or sync error nothing of the group is acknowledged, the connection is closed and every later append fails
/// with the same exception: what the disk holds is known again only after a new start.
/// </summary>
internal sealed class LogWriter : IAsyncDisposable
{
    private readonly SqliteFile file;
    private readonly SqliteConnection connection;
    private readonly AppendStatements statements;
    private readonly BusyRetry busy;
    private readonly CommitSignal committed;
    private readonly int groupSize;
    private readonly Channel<Pending> queue;
    private readonly Task running;
    private volatile StoreException? stopped;

    public LogWriter(SqliteFile file, SqliteConnection connection, BusyRetry busy, CommitSignal committed, SqliteLogOptions options)
    {
        (this.file, this.connection, this.busy, this.committed, groupSize) = (file, connection, busy, committed, options.GroupSize);
        statements = new(connection);
        queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Hands an append to the writer and waits for its outcome. One that is cancelled before the writer comes to it is not written.</summary>
    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation) =>
        RunAsync(statements => statements.Append(appends), cancellation);

    /// <summary>The same for any append: it MUST check all before its first row is written, as those beside it in the group go on.</summary>
    public async ValueTask<T> RunAsync<T>(Func<AppendStatements, T> append, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (stopped is { } fault)
            throw fault;
        var pending = new Pending<T>(append, cancellation);
        try
        {
            await queue.Writer.WriteAsync(pending, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteEventLog));
        }

        return await pending.Outcome.Task.WaitAsync(cancellation);
    }

    /// <summary>Writes what was handed over before, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await running;
        Close();
    }

    private void Run()
    {
        var group = new List<Pending>();
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < groupSize && queue.Reader.TryRead(out var pending))
                group.Add(pending);
            try
            {
                Commit(group);
            }
            catch (Exception e)
            {
                group.ForEach(pending => pending.Fail(e));
            }
        }
    }

    private void Commit(List<Pending> group)
    {
        if (stopped is { } before)
            throw before;
        Require(busy.Run(() => connection.TryRun("BEGIN IMMEDIATE")));
        try
        {
            statements.Begin();
            group.ForEach(pending => pending.Write(statements));
        }
        catch (Exception e)
        {
            connection.TryRun("ROLLBACK");
            throw e is SqliteException error ? Stop(error.SqliteExtendedErrorCode, error) : e;
        }

        Require(connection.TryRun("COMMIT"));
        group.ForEach(pending => pending.Acknowledge());
        committed.Set();
    }

    private void Require(int code)
    {
        if (code == raw.SQLITE_OK)
            return;
        connection.TryRun("ROLLBACK");
        throw Stop(code, null);
    }

    // A lock that another process holds is no reason to stop; anything else is.
    private StoreException Stop(int code, Exception? inner)
    {
        var fault = SqliteFaults.Explain(file.Path, code, inner);
        if (SqliteFaults.IsBusy(code))
            return fault;
        stopped = new(fault.Fault, $"{fault.Message} (the ledger has stopped: nothing more is written, and what was not acknowledged counts as not recorded until then)", fault.InnerException);
        Close();
        return stopped;
    }

    // The readers' connections stay open, so this is not the file's last one: nothing is copied out of the WAL here, and
    // nothing recovers from it the frames of a commit that failed.
    private void Close()
    {
        statements.Dispose();
        connection.Dispose();
    }

    /// <summary>An append that waits for its turn.</summary>
    private abstract class Pending
    {
        public abstract void Write(AppendStatements statements);

        public abstract void Acknowledge();

        public abstract void Fail(Exception e);
    }

    private sealed class Pending<T>(Func<AppendStatements, T> append, CancellationToken cancellation) : Pending
    {
        private bool written;
        private T? outcome;

        public TaskCompletionSource<T> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Write(AppendStatements statements)
        {
            if (!cancellation.IsCancellationRequested)
                (outcome, written) = (append(statements), true);
        }

        public override void Acknowledge()
        {
            if (written)
                Outcome.TrySetResult(outcome!);
            else
                Outcome.TrySetCanceled(cancellation);
        }

        public override void Fail(Exception e) => Outcome.TrySetException(e);
    }
}

/// <summary>Wakes the subscriptions of this process when its writer has committed.</summary>
internal sealed class CommitSignal
{
    private TaskCompletionSource next = New();

    /// <summary>Completes at the next commit. To be taken before reading, so that no commit falls in between.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Set() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
