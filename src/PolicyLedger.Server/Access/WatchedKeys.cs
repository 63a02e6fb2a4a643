using Microsoft.Extensions.Logging;

namespace PolicyLedger.Server.Access;

/// <summary>The keys of a file as they are now: it is looked at again when somebody asks and the last look was half a second ago.</summary>
internal sealed class WatchedKeys
{
    private static readonly TimeSpan LookAfter = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock looking = new();
    private Stamp? seen, complainedOf;
    private long lookedAt;
    private volatile Kept kept;

    private WatchedKeys(string? path, string field, TimeProvider clock, ILogger log, Stamp? seen, IReadOnlyList<AccessKey> keys)
    {
        (Path, Field, this.clock, this.log, this.seen) = (path, field, clock, log, seen);
        (kept, lookedAt) = (new(keys, keys.Count > 0), clock.GetTimestamp());
    }

    /// <summary>Null: there is no file, and never will be.</summary>
    public string? Path { get; }

    /// <summary>The setting that names the file.</summary>
    public string Field { get; }

    public static Result<WatchedKeys> Open(string? path, string field, TimeProvider clock, ILogger log)
    {
        if (path is null)
            return new WatchedKeys(null, field, clock, log, null, []);

        // The stamp first: a change between the two is then looked at again.
        var stamp = Stamp.Of(path);
        return AccessKeyFile.Read(path, field).Map(keys => new WatchedKeys(path, field, clock, log, stamp, keys));
    }

    public Kept Current()
    {
        if (Path is null || clock.GetElapsedTime(Volatile.Read(ref lookedAt)) < LookAfter || !looking.TryEnter())
            return kept;
        try
        {
            Volatile.Write(ref lookedAt, clock.GetTimestamp());
            Look(Path);
            return kept;
        }
        finally
        {
            looking.Exit();
        }
    }

    /// <summary>Takes what this process has just written.</summary>
    public void Keep(IReadOnlyList<AccessKey> keys)
    {
        lock (looking)
            Keep(Stamp.Unknown, keys);
    }

    private void Look(string file)
    {
        var stamp = Stamp.Of(file);
        if (stamp == seen)
            return;
        if (stamp is null)
            Complain(Stamp.Gone, $"{file} is gone");
        else if (AccessKeyFile.Read(file, Field).TryGet(out var keys, out var refusal))
            Keep(stamp, keys);
        else
            Complain(stamp, refusal.Message);
    }

    private void Keep(Stamp? stamp, IReadOnlyList<AccessKey> keys) => (seen, complainedOf, kept) = (stamp, null, new(keys, kept.WereThere || keys.Count > 0));

    // It is looked at again and again, lest a revocation is missed, and complained of once.
    private void Complain(Stamp stamp, string why)
    {
        if (complainedOf == stamp)
            return;
        complainedOf = stamp;
        log.KeysNotRead(why);
    }

    private sealed record Stamp(DateTime WrittenAt, long Length)
    {
        public static readonly Stamp Gone = new(default, -1), Unknown = new(default, -2);

        public static Stamp? Of(string path) => new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : null;
    }
}

/// <summary>The keys at one moment.</summary>
/// <param name="keys">In the order in which they were made.</param>
/// <param name="wereThere">Whether there ever were any.</param>
internal sealed class Kept(IReadOnlyList<AccessKey> keys, bool wereThere)
{
    private readonly Dictionary<string, (AccessKey Key, byte[] Hash)> byId = keys.ToDictionary(key => key.Id, key => (key, Convert.FromHexString(key.SecretSha256)));

    public IReadOnlyList<AccessKey> All => keys;

    public bool WereThere => wereThere;

    public (AccessKey? Key, byte[]? Hash) Find(string id) => byId.TryGetValue(id, out var found) ? found : default;
}
