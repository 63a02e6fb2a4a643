using PolicyLedger.Log;
using Xunit;

namespace PolicyLedger.Testing.Log;

/// <summary>
/// What <see cref="IEventLog"/> promises, held against an implementation. The number in a test's name is the promise's in
/// the port's remarks. An implementation joins by deriving from this class with a way to open an empty log, for which it
/// gets an empty folder.
/// </summary>
public abstract partial class EventLogContract(Func<string, ValueTask<IEventLog>> open) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("policyledger-");
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
    private IEventLog log = null!;

    /// <summary>The longest facts, in bytes, that the store is asked to keep.</summary>
    protected virtual int LargePart => 5_000_000;

    /// <summary>Ends a test that waits for what never comes.</summary>
    private CancellationToken Patience => patience.Token;

    public async ValueTask InitializeAsync() => log = await open(folder.FullName);

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        patience.Dispose();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task<AppendOutcome.Appended> Appended(params StreamAppend[] appends) =>
        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync(appends, Patience));

    private async Task<List<StoredEvent>> All(long from = 0) => await log.ReadAllAsync(from, Patience).ToListAsync(Patience);

    private async Task<List<StoredEvent>> Stream(string stream, long from = 0) => await log.ReadStreamAsync(stream, from, Patience).ToListAsync(Patience);

    /// <summary>Checks that the log holds exactly these events, in this order, on gapless positions and revisions.</summary>
    private async Task Holds(params IEnumerable<(string Stream, NewEvent Event)> expected)
    {
        var all = await All();
        Assert.Equal(expected.Select(e => (e.Stream, e.Event.Id)), all.Select(e => (e.Stream, e.Id)));
        Assert.Equal(all.Select((_, i) => (long)i), all.Select(e => e.Position));
        foreach (var stream in all.GroupBy(e => e.Stream))
            Assert.Equal(stream.Select((_, i) => (long)i), stream.Select(e => e.Revision));
        Assert.Equal(all.Count, await log.EndAsync(Patience));
    }
}
