using System.Runtime.CompilerServices;
using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.EventStoreDb.Sealing;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb.Appending;

/// <summary>One call's append: its parts in order, each checked, sent and verified.</summary>
internal sealed class AppendRun(OrdinalIndex index, IndexCatchUp catchUp, TextSealer sealer, PartSender sender, List<AppendPart> parts)
{
    private readonly Dictionary<string, long> revisions = [];
    private readonly List<AppendPart> sent = [];
    private readonly HashSet<Guid> written = [];
    private readonly Dictionary<Guid, StoredEvent> stamped = [];

    public async ValueTask<AppendOutcome> RunAsync(CancellationToken cancellation)
    {
        AppendOutcome? stopped = null;
        if (parts.Count > 1)
            await sealer.PrepareAsync(parts.SelectMany(part => part.Events).Where(e => index.Find(e.Id) is null).ToList(), cancellation);
        for (var i = 0; i < parts.Count && stopped is null; i++)
        {
            (stopped, var there) = await CheckAsync(parts[i], cancellation);
            if (stopped is not null || there)
                continue;
            stopped = await SendAsync(parts[i], cancellation);

            // The rest of a command is not begun before it is certain that its beginning is its own; and what follows on an
            // erasure is sealed with another key, which the index has to tell.
            if (stopped is null && (SharesCommand(i) || parts[i].Events.Any(e => EventFacts.IsErasure(e.Type))))
                stopped = await VerifyAsync(cancellation);
        }

        return await VerifyAsync(cancellation) ?? stopped ?? Appended();
    }

    // Ids before revisions: a retry of what was recorded is a duplicate, however stale its expected revision has become.
    private async ValueTask<(AppendOutcome? Stopped, bool There)> CheckAsync(AppendPart part, CancellationToken cancellation)
    {
        var ids = new HashSet<Guid>();
        if (part.Events.FirstOrDefault(e => written.Contains(e.Id) || !ids.Add(e.Id)) is { } twice)
            return (new AppendOutcome.Duplicate(twice.Id), false);
        if (await KnownAsync(part, cancellation) is { } known)
            return known is AppendOutcome.Appended ? (null, true) : (known, false);
        var actual = revisions.TryGetValue(part.Stream, out var mine) ? mine : index.Revision(part.Stream);
        return actual == part.Expected ? (null, part.Events.Count == 0) : (new AppendOutcome.Conflict(part.Stream, part.Expected, actual), false);
    }

    // Null where the index has none of a part's ids. All of them in their place: the same append sent again.
    private async ValueTask<AppendOutcome?> KnownAsync(AppendPart part, CancellationToken cancellation)
    {
        var found = Found();
        if (found.Exists(f => f.There is null) && found.Exists(f => f.There is not null))
        {
            // What another process is just adding to the index may be half of it.
            await catchUp.RunAsync(cancellation);
            found = Found();
        }

        if (found.Find(f => f.There is not null) is not { There: not null } first)
            return null;
        if (found.Exists(f => f.There is null))
            return new AppendOutcome.Duplicate(first.Event.Id);
        var others = found.Where(f => !part.Holds(f.Event, f.There!)).Select(f => (Part: part, Sent: f.Event, There: f.There!)).ToList();
        await foreach (var (_, sent, stored) in ReadAsync(others, cancellation))
        {
            if (stored is null || !part.Is(sent, stored))
                return new AppendOutcome.Duplicate(first.Event.Id);
        }

        return new AppendOutcome.Appended(found[0].There!.Ordinal, []);

        List<(NewEvent Event, IndexedEvent? There)> Found() => part.Events.Zip(index.Find(part.Events.Select(e => e.Id))).ToList();
    }

    private async ValueTask<AppendOutcome?> SendAsync(AppendPart part, CancellationToken cancellation)
    {
        part.Send(await sealer.ToEngineAsync(part.Events, cancellation));
        if (await sender.SendAsync(part, cancellation) is { } actual)
        {
            // An attempt whose answer was lost may have written it, or another process the same id.
            await sender.WaitAsync(() => index.Revision(part.Stream) >= actual, cancellation);
            if (await KnownAsync(part, cancellation) is not AppendOutcome.Appended and var known)
                return known ?? new AppendOutcome.Conflict(part.Stream, part.Expected, actual);
        }

        sent.Add(part);
        written.UnionWith(part.Events.Select(e => e.Id));
        revisions[part.Stream] = part.Expected + part.Events.Count;
        return null;
    }

    private bool SharesCommand(int i)
    {
        var commands = parts[i].Events.Select(e => e.CommandId).ToHashSet();
        return parts.Skip(i + 1).Any(part => part.Events.Any(e => commands.Contains(e.CommandId)));
    }

    // Whether what was acknowledged is what was sent. What is not indexed in time is taken at the engine's word. A node
    // of ours stamps record time and recorder; facts, text and its salt tell that the event is this call's all the same.
    private async ValueTask<AppendOutcome?> VerifyAsync(CancellationToken cancellation)
    {
        if (sent.Count == 0 || !await sender.WaitAsync(() => index.Find(sent[^1].Events[^1].Id) is not null, cancellation))
            return null;
        var others = sent.SelectMany(part => part.Events.Select(e => (Part: part, Sent: e, There: index.Find(e.Id))))
            .Where(e => e.There is not null && !e.Part.Holds(e.Sent, e.There)).Select(e => (e.Part, e.Sent, e.There!)).ToList();
        await foreach (var (_, e, stored) in ReadAsync(others, cancellation))
        {
            if (stored is null || !AppendPart.IsStamped(e, stored))
                return new AppendOutcome.Duplicate(e.Id);
            stamped[e.Id] = stored.Stored;
        }

        sent.Clear();
        return null;
    }

    // What stands where the index has them; null where nothing does. Those that follow on each other are read at once: on a
    // node of ours, all.
    private async IAsyncEnumerable<(AppendPart Part, NewEvent Sent, EngineEvent? Stored)> ReadAsync(
        IEnumerable<(AppendPart Part, NewEvent Sent, IndexedEvent There)> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var inOrder = wanted.OrderBy(e => e.There.Ordinal).ToList();
        for (var i = 0; i < inOrder.Count;)
        {
            var first = inOrder[i].There.Ordinal;
            var count = inOrder.Skip(i).TakeWhile((e, n) => e.There.Ordinal == first + n).Count();
            var stored = await sender.ReadAsync(index.At(first - 1)?.At, first, count, cancellation);
            for (var n = 0; n < count; n++, i++)
                yield return (inOrder[i].Part, inOrder[i].Sent, n < stored.Count ? stored[n] : null);
        }
    }

    private AppendOutcome.Appended Appended()
    {
        var positions = parts.SelectMany(part => part.Events).Select(e => index.Find(e.Id)?.Ordinal ?? -1).ToList();
        return new(positions.Count > 0 ? positions[0] : index.End(), positions) { Stamped = stamped };
    }
}
