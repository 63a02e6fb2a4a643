using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Models;

/// <summary>The file of the models as one process uses it: many readers, one applier, and builds beside them.</summary>
internal sealed class ModelsStore(string path, IEventLog log, EventCodec codec, SqliteModelsOptions options) : IDisposable
{
    private readonly SqliteFile file = new(path, options.BusyBudget);
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Open? open;
    private volatile bool disposed;

    /// <summary>Opens the file and sees to it that there are models to ask.</summary>
    public Task PrepareAsync(CancellationToken cancellation) => Task.Run(
        async () =>
        {
            open = new(ModelsFile.Open(file), log, codec, options);
            if (Current() is { } there && !await HoldsAsync(there, cancellation))
                open.Retire(there);
            if (Current() is null && options.BuildsWhenOpened)
                await ToldAsync(async () =>
                {
                    await BuildAsync(Applied, cancellation);
                    return true;
                });
        },
        cancellation);

    /// <summary>One read of one consistent snapshot.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<ModelReader, Generation, T> read, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryRead((reader, there) => new Found<T>(read(reader, there))) is { } found)
                return found.Value;
            await ToldAsync(() => ApplyAsync(-1, cancellation));
        }
    }

    /// <summary>Applies up to a position or the log's end. Where nothing is to be done, nothing is locked or written.</summary>
    public async ValueTask<Generation> CatchUpAsync(long? at, CancellationToken cancellation)
    {
        var end = await log.EndAsync(cancellation);
        var wanted = at < end ? at.Value : end - 1;
        var there = Current();

        // Others may have appended and applied in between; models that are still ahead are not this log's.
        if (there?.Checkpoint >= end && there.Checkpoint >= await log.EndAsync(cancellation))
        {
            open!.Retire(there);
            there = null;
        }

        return there?.Checkpoint >= wanted ? there : await ToldAsync(() => ApplyAsync(wanted, cancellation));
    }

    /// <summary>Builds anew, in a new file if this one is damaged.</summary>
    public async Task RebuildAsync(Action<long>? applied, CancellationToken cancellation)
    {
        var before = open!;
        if (!await Task.Run(before.File.IsSound, cancellation))
            await ReplaceAsync(before, cancellation);
        await BuildAsync(applied, cancellation);
    }

    public void Dispose()
    {
        disposed = true;
        open?.Dispose();
        gate.Dispose();
    }

    private Generation? Current() => TryRead((_, there) => there);

    /// <summary>The same without building anything; the default where there are no models.</summary>
    public T? TryRead<T>(Func<ModelReader, Generation, T> read)
    {
        while (true)
        {
            var now = open ?? throw new ObjectDisposedException(nameof(SqliteReadModels));
            try
            {
                return now.Readers.Read(read);
            }
            catch (ObjectDisposedException) when (now != open && !disposed)
            {
                // A rebuild has replaced the file.
            }
        }
    }

    private async Task<Generation> ApplyAsync(long wanted, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                var reached = await open!.Applier.RunAsync(wanted, Applied, cancellation);
                if (reached is { OtherLedger: false, Generation: { } there })
                    return there;
                if (reached.Generation is { } other)
                    open.Retire(other);
                await BuildAsync(Applied, cancellation);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private void Applied(long events) => options.Progress?.Report(new(events, false));

    private async Task<T> ToldAsync<T>(Func<Task<T>> apply)
    {
        try
        {
            return await apply();
        }
        finally
        {
            options.Progress?.Report(new(0, true));
        }
    }

    private async Task BuildAsync(Action<long>? applied, CancellationToken cancellation)
    {
        var now = open!;
        using var build = new Build(now.File, log, codec, options);
        await build.RunAsync(applied, () => Current() is not null, cancellation);
    }

    private async Task ReplaceAsync(Open damaged, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (open != damaged)
                return;
            open = new(ModelsFile.Replace(file, new(StoreFault.Unreachable, $"{file.Path}: the read models are damaged")), log, codec, options);
            damaged.Dispose();
        }
        finally
        {
            gate.Release();
        }
    }

    // Whether the log has the event that the models applied last.
    private async ValueTask<bool> HoldsAsync(Generation there, CancellationToken cancellation)
    {
        if (there.Checkpoint < 0)
            return true;
        await foreach (var stored in log.ReadAllWithoutTextsAsync(there.Checkpoint, cancellation))
            return stored.Position == there.Checkpoint && stored.Id.ToString() == there.LastEventId;
        return false;
    }

    private sealed record Found<T>(T Value);

    private sealed class Open : IDisposable
    {
        private readonly SqliteModelsOptions options;

        public Open(ModelsFile file, IEventLog log, EventCodec codec, SqliteModelsOptions options)
        {
            (File, this.options) = (file, options);
            Readers = new(file);
            var connection = file.OpenWriter();
            Applier = new(file.Path, connection, Generation.Current(connection, Projection.Version), log, codec, options);
        }

        public ModelsFile File { get; }

        public ModelReaders Readers { get; }

        public Applier Applier { get; }

        public void Retire(Generation seen)
        {
            using var connection = File.OpenWriter();
            new Generations(File.Path, connection, options).Retire(seen);
        }

        public void Dispose()
        {
            Readers.Dispose();
            Applier.Dispose();
        }
    }
}
