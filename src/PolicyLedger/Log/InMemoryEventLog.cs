using System.Runtime.CompilerServices;

namespace PolicyLedger.Log;

/// <summary>
/// The event log in memory, for tests and for reading an export. With <paramref name="atomic"/> false it behaves as a
/// store without transactions over streams does: parts in order, resumable.
/// </summary>
public sealed class InMemoryEventLog(bool atomic = true) : IEventLog, ITextErasure
{
    private readonly Lock gate = new();
    private readonly List<StoredEvent> all = [];
    private readonly Dictionary<string, List<StoredEvent>> streams = [];
    private readonly Dictionary<Guid, StoredEvent> byId = [];
    private readonly Dictionary<Guid, List<StoredEvent>> byCommand = [];
    private TaskCompletionSource appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool AppendsAreAtomic => atomic;

    /// <summary>Called before each stream's part is written; a test throws from it to crash half way. Null: nothing.</summary>
    public Action<StreamAppend>? BeforePart { get; set; }

    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (atomic && Check(appends) is { } refused)
                return ValueTask.FromResult(refused);

            var positions = new List<long>();
            foreach (var append in appends)
            {
                BeforePart?.Invoke(append);
                if (!atomic && append.Events.Count > 0 && append.Events.All(e => byId.TryGetValue(e.Id, out var there) && there.Stream == append.Stream))
                    positions.AddRange(append.Events.Select(e => byId[e.Id].Position));
                else if (!atomic && Check([append]) is { } stopped)
                    return ValueTask.FromResult(stopped);
                else
                    positions.AddRange(Write(append));
            }

            if (positions.Count > 0)
            {
                var waiting = appended;
                appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.SetResult();
            }

            return ValueTask.FromResult<AppendOutcome>(new AppendOutcome.Appended(positions.Count > 0 ? positions[0] : all.Count, positions));
        }
    }

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        StoredEvent[] events;
        lock (gate)
            events = streams.TryGetValue(stream, out var there) ? there.Skip((int)fromRevision).ToArray() : [];
        foreach (var stored in events)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return stored;
        }

        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        StoredEvent[] events;
        lock (gate)
            events = all.Skip((int)fromPosition).ToArray();
        foreach (var stored in events)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return stored;
        }

        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var caughtUp = false;
        for (var next = fromPosition; ;)
        {
            Task more;
            StoredEvent[] events;
            lock (gate)
                (more, events) = (appended.Task, all.Skip((int)next).ToArray());
            foreach (var stored in events)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new LogMessage.Event(stored);
            }

            next += events.Length;
            if (!caughtUp)
                yield return new LogMessage.CaughtUp();
            caughtUp = true;
            await more.WaitAsync(cancellation);
        }
    }

    public ValueTask<long> EndAsync(CancellationToken cancellation = default)
    {
        lock (gate)
            return ValueTask.FromResult((long)all.Count);
    }

    public ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            return ValueTask.FromResult(commandIds.Distinct()
                .SelectMany(id => byCommand.GetValueOrDefault(id, []), (id, stored) => (id, stored))
                .ToLookup(found => found.id, found => found.stored));
        }
    }

    public ValueTask EraseTextsAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            foreach (var stored in revisions.Select(revision => streams[stream][(int)revision]).ToList())
            {
                var without = stored with { Text = null };
                all[(int)stored.Position] = streams[stream][(int)stored.Revision] = byId[stored.Id] = without;
                var command = byCommand.Values.First(events => events.Contains(stored));
                command[command.IndexOf(stored)] = without;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Ids before revisions: a retry of what was recorded is a duplicate, however stale its expected revision has become.
    private AppendOutcome? Check(IReadOnlyList<StreamAppend> appends)
    {
        var ids = new HashSet<Guid>();
        foreach (var e in appends.SelectMany(append => append.Events))
        {
            if (byId.ContainsKey(e.Id) || !ids.Add(e.Id))
                return new AppendOutcome.Duplicate(e.Id);
        }

        var revisions = new Dictionary<string, long>();
        foreach (var append in appends)
        {
            var actual = revisions.GetValueOrDefault(append.Stream, RevisionOf(append.Stream));
            if (actual != append.ExpectedRevision)
                return new AppendOutcome.Conflict(append.Stream, append.ExpectedRevision, actual);
            revisions[append.Stream] = actual + append.Events.Count;
        }

        return null;
    }

    private long RevisionOf(string stream) => streams.TryGetValue(stream, out var there) ? there.Count - 1 : -1;

    private IEnumerable<long> Write(StreamAppend append)
    {
        if (append.Events.Count == 0)
            return [];
        if (!streams.TryGetValue(append.Stream, out var stream))
            streams.Add(append.Stream, stream = []);
        var first = all.Count;
        foreach (var e in append.Events)
        {
            var stored = new StoredEvent(all.Count, append.Stream, stream.Count, e.Id, e.Type, e.Facts, e.Text, e.Metadata);
            all.Add(stored);
            stream.Add(stored);
            byId.Add(e.Id, stored);
            if (!byCommand.TryGetValue(e.CommandId, out var command))
                byCommand.Add(e.CommandId, command = []);
            command.Add(stored);
        }

        return Enumerable.Range(first, append.Events.Count).Select(position => (long)position);
    }
}
