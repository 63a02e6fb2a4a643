namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>
/// Runs one piece of work for all who ask for it at the same time. Whoever asks gets a run that begins after the asking:
/// those who come while one is under way share the next. A caller that gives up does not stop the others' run.
/// </summary>
internal sealed class SharedRun(Func<CancellationToken, Task> work) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource disposed = new();
    private Task running = Task.CompletedTask;
    private Task? next;

    public Task RunAsync(CancellationToken cancellation)
    {
        Task mine;
        lock (gate)
            mine = next ??= AfterAsync(running);
        return mine.WaitAsync(cancellation);
    }

    public void Dispose() => disposed.Cancel();

    private async Task AfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (gate)
            (running, next) = (next!, null);
        await work(disposed.Token);
    }
}
