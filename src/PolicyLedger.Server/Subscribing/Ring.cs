namespace PolicyLedger.Server.Subscribing;

/// <summary>
/// A feed's newest messages, in order, kept once for all who follow it: bounded by number and by bytes, the oldest go first.
/// It holds all messages at positions above <see cref="Floor"/> and up to <see cref="Head"/>, and knows nothing of who takes them.
/// </summary>
/// <param name="most">How many messages.</param>
/// <param name="mostBytes">How many bytes; one message is always kept.</param>
/// <param name="head">The position after which it begins.</param>
internal sealed class Ring<TFilter>(int most, long mostBytes, long head)
{
    private const int MostDays = 64;

    private readonly Lock gate = new();
    private readonly FeedMessage<TFilter>[] slots = new FeedMessage<TFilter>[most];
    private readonly Queue<FeedMessage<TFilter>> unnumbered = [];
    private int first, count;
    private long bytes, floor = head, announced;
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Up to where the log has been read.</summary>
    public long Head { get; private set; } = head;

    /// <summary>Completes when there is something new. To be taken before looking, so that nothing falls in between.</summary>
    public Task Changed
    {
        get
        {
            lock (gate)
                return changed.Task;
        }
    }

    /// <summary>How often the feed could not go on.</summary>
    public int Failures { get; private set; }

    /// <summary>How many messages without a position there have been.</summary>
    public long Announced
    {
        get
        {
            lock (gate)
                return announced;
        }
    }

    /// <summary>The position at or below which messages are no longer held.</summary>
    public long Floor
    {
        get
        {
            lock (gate)
                return floor;
        }
    }

    /// <summary>Adds what was read, in order; <paramref name="reached"/> is the last position looked at, whether or not it has a message.</summary>
    public void Append(IReadOnlyList<FeedMessage<TFilter>> messages, long reached) => Signal(() =>
    {
        foreach (var message in messages)
        {
            if (count == most)
                Evict();
            slots[(first + count++) % most] = message;
            bytes += message.Bytes;
            while (bytes > mostBytes && count > 1)
                Evict();
        }

        Head = reached;
    });

    /// <summary>Adds a message without a position, for who follows now. The last 64 are kept.</summary>
    public void Announce(FeedMessage<TFilter> message) => Signal(() =>
    {
        unnumbered.Enqueue(message);
        announced++;
        if (unnumbered.Count > MostDays)
            unnumbered.Dequeue();
    });

    /// <summary>Wakes all who follow: the feed cannot go on for now.</summary>
    public void Fail() => Signal(() => Failures++);

    /// <summary>Gives the messages after a position, at most so many, and the position that they reach; null where the ring no longer holds them.</summary>
    public long? Take(long after, int atMost, List<FeedMessage<TFilter>> into)
    {
        lock (gate)
        {
            if (after < floor)
                return null;
            var i = FirstAfter(after);
            for (; i < count && into.Count < atMost; i++)
                into.Add(At(i));
            return i < count ? into[^1].Position : Math.Max(after, Head);
        }
    }

    /// <summary>The messages without a position after the so many-th.</summary>
    public void TakeUnnumbered(long after, List<FeedMessage<TFilter>> into)
    {
        lock (gate)
            into.AddRange(unnumbered.Skip((int)Math.Max(0, unnumbered.Count - (announced - after))));
    }

    public List<FeedMessage<TFilter>> FindAll(Predicate<FeedMessage<TFilter>> which)
    {
        lock (gate)
            return Enumerable.Range(0, count).Select(At).Where(message => which(message)).ToList();
    }

    /// <summary>Puts a message in the place of the one at its position, if that is still held.</summary>
    public void Replace(FeedMessage<TFilter> message)
    {
        lock (gate)
        {
            var i = FirstAfter(message.Position - 1);
            if (i == count || At(i).Position != message.Position)
                return;
            bytes += message.Bytes - At(i).Bytes;
            slots[(first + i) % most] = message;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FeedMessage<TFilter> At(int i) => slots[(first + i) % most];

    private void Evict()
    {
        var oldest = At(0);
        (floor, bytes) = (oldest.Position, bytes - oldest.Bytes);
        slots[first] = null!;
        (first, count) = ((first + 1) % most, count - 1);
    }

    private int FirstAfter(long position)
    {
        var (from, until) = (0, count);
        while (from < until)
        {
            var middle = (from + until) / 2;
            if (At(middle).Position > position)
                until = middle;
            else
                from = middle + 1;
        }

        return from;
    }

    private void Signal(Action change)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            change();
            (waiting, changed) = (changed, NewSignal());
        }

        waiting.SetResult();
    }
}
