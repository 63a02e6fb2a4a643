using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Auditing;

/// <summary>The events of an export, read as a log that nobody appends to. Each read goes through the file.</summary>
internal sealed class ExportedLog(string path) : IEventLog
{
    /// <summary>Its name in a kit.</summary>
    public const string FileName = "events.jsonl";

    // A line has an event's three parts and little more.
    private const int LongestLine = 64 << 20;

    public bool AppendsAreAtomic => true;

    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) =>
        throw new NotSupportedException("An export is not written to.");

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var stored in ReadAllAsync(0, cancellation))
        {
            if (stored.Stream == stream && stored.Revision >= fromRevision)
                yield return stored;
        }
    }

    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (KitFile.LengthOf(path) == 0)
            yield break;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var reader = PipeReader.Create(file);
        for (var line = 1L; ;)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var stored = Read(rest.Slice(0, end).ToArray(), line++);
                rest = rest.Slice(rest.GetPosition(1, end));
                if (stored.Position >= fromPosition)
                    yield return stored;
            }

            if (rest.Length > LongestLine)
                throw Broken(line, $"is longer than {LongestLine} bytes");
            if (read.IsCompleted)
            {
                if (rest.Length > 0)
                    throw Broken(line, "is cut off: it has no end");
                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    public IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, CancellationToken cancellation = default) =>
        throw new NotSupportedException("Nothing new comes to an export.");

    public async ValueTask<long> EndAsync(CancellationToken cancellation = default) => await ReadAllAsync(0, cancellation).LongCountAsync(cancellation);

    public ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default) =>
        throw new NotSupportedException("An export is read from its beginning.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StoredEvent Read(byte[] line, long number) =>
        EventLine.Read(line, FileName).TryGet(out var stored, out var refusal) ? stored : throw Broken(number, refusal.Rule);

    private StoreException Broken(long line, string why) => new(StoreFault.Integrity, $"{path}, line {line}: {why}");
}
