using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Appending;

/// <summary>One call's append: its parts in order, each checked, sent and verified.</summary>
internal sealed class AppendRun(OrdinalIndex index, IndexCatchUp catchUp, PartSender sender, List<AppendPart> parts)
{
    private readonly Dictionary<string, long> revisions = [];
    private readonly List<AppendPart> sent = [];
    private readonly HashSet<Guid> written = [];
    private readonly Dictionary<Guid, StoredEvent> stamped = [];

    public async ValueTask<AppendOutcome> RunAsync(CancellationToken cancellation)
    {
        AppendOutcome? stopped = null;
        for (var i = 0; i < parts.Count && stopped is null; i++)
        {
            (stopped, var there) = await CheckAsync(parts[i], cancellation);
            if (stopped is not null || there)
                continue;
            stopped = await SendAsync(parts[i], cancellation);

            // The rest of a command is not begun before it is certain that its beginning is its own.
            if (stopped is null && SharesCommand(i))
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
        return found.TrueForAll(f => f.There is { } there && part.Holds(f.Event, there))
            ? new AppendOutcome.Appended(found[0].There!.Ordinal, [])
            : new AppendOutcome.Duplicate(first.Event.Id);

        List<(NewEvent Event, IndexedEvent? There)> Found() => part.Events.Zip(index.Find(part.Events.Select(e => e.Id))).ToList();
    }

    private async ValueTask<AppendOutcome?> SendAsync(AppendPart part, CancellationToken cancellation)
    {
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
            .Where(e => e.There is not null && !e.Part.Holds(e.Sent, e.There)).OrderBy(e => e.There!.Ordinal).ToList();
        for (var i = 0; i < others.Count;)
        {
            // Those that follow on each other are read at once: on a node of ours, all.
            var first = others[i].There!.Ordinal;
            var count = others.Skip(i).TakeWhile((e, n) => e.There!.Ordinal == first + n).Count();
            var stored = await sender.ReadAsync(index.At(first - 1)?.At, first, count, cancellation);
            for (var n = 0; n < count; n++, i++)
            {
                if (n >= stored.Count || stored[n].Id != others[i].Sent.Id || !AppendPart.IsStamped(others[i].Sent, stored[n]))
                    return new AppendOutcome.Duplicate(others[i].Sent.Id);
                stamped[stored[n].Id] = stored[n];
            }
        }

        sent.Clear();
        return null;
    }

    private AppendOutcome.Appended Appended()
    {
        var positions = parts.SelectMany(part => part.Events).Select(e => index.Find(e.Id)?.Ordinal ?? -1).ToList();
        return new(positions.Count > 0 ? positions[0] : index.End(), positions) { Stamped = stamped };
    }
}
