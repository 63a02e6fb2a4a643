using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;

namespace PolicyLedger.Server.Access;

/// <summary>
/// The API keys of a server. Those in the file count: a change to it, by whichever process, is seen within a second. While the
/// file is damaged or gone, the keys are those of before, and an error is logged. For many threads.
/// </summary>
internal sealed class AccessKeys
{
    private const string Unknown = "the API key is not one that this server takes; ask its operator for another";

    private static readonly byte[] NobodysHash = new byte[SHA256.HashSizeInBytes];

    private readonly WatchedKeys watched;
    private readonly TimeProvider clock;

    private AccessKeys(WatchedKeys watched, TimeProvider clock) => (this.watched, this.clock) = (watched, clock);

    /// <summary>Whether there ever was a key, revoked ones included: from then on nobody gets in without.</summary>
    public bool InUse => watched.Current().WereThere;

    /// <summary>Reads the file; where there is none, there are no keys yet.</summary>
    /// <param name="path">Null: there will never be any.</param>
    /// <param name="field">The setting that names it.</param>
    /// <param name="clock">Tells when keys are made and revoked.</param>
    /// <param name="log">Told when the file cannot be read any more.</param>
    /// <returns>Refused where the file is damaged.</returns>
    public static Result<AccessKeys> Open(string? path, string field, TimeProvider clock, ILogger log) =>
        WatchedKeys.Open(path, field, clock, log).Map(watched => new AccessKeys(watched, clock));

    /// <summary>All keys in the order in which they were made, revoked ones included.</summary>
    public IReadOnlyList<AccessKey> List() => watched.Current().All;

    /// <summary>Finds the key that somebody shows. It takes as long for an id that there is not.</summary>
    public bool TryFind(string text, [NotNullWhen(true)] out AccessKey? key, [NotNullWhen(false)] out Refused? refused)
    {
        (key, refused) = (null, null);
        if (!KeyText.TryRead(text, out var shown, out var id))
        {
            refused = new(Reasons.MalformedKey, Unknown, id);
            return false;
        }

        var (found, hash) = watched.Current().Find(shown.Id);
        var same = CryptographicOperations.FixedTimeEquals(shown.Hash(), hash ?? NobodysHash);
        if (found is { RevokedAt: null } && same)
        {
            key = found;
            return true;
        }

        refused = new(found is null ? Reasons.UnknownKey : !same ? Reasons.WrongSecret : Reasons.RevokedKey, Unknown, shown.Id);
        return false;
    }

    /// <summary>Whether a caller of before would still be let in: their key is not revoked, their token not past its end.</summary>
    public bool StillGood(Caller caller)
    {
        var now = watched.Current();
        return caller.KeyId is { } id ? now.Find(id).Key is { RevokedAt: null } key && key.Caller == caller
            : caller.GoodUntil is { } end ? clock.GetUtcNow() < end
            : !now.WereThere;
    }

    /// <summary>Makes a key and writes it to the file.</summary>
    public Result<NewAccessKey> Create(string name, Role role)
    {
        if (EventAdmission.RefuseRecorder(name) is { } unfit)
            return unfit with { Field = "name" };
        return Change<NewAccessKey>(keys =>
        {
            string id;
            do
                id = KeyText.NewId();
            while (keys.Any(key => key.Id == id));
            var text = KeyText.New(id);
            var made = new AccessKey(id, name, role, clock.GetUtcNow(), null, Convert.ToHexStringLower(text.Hash()));
            keys.Add(made);
            return new NewAccessKey(made, text);
        });
    }

    /// <summary>Revokes a key for good. One that was revoked before stays as it is.</summary>
    public Result<AccessKey> Revoke(string id)
    {
        if (!KeyText.IsId(id))
            return Refusal.Invalid("id", null, $"a key's id is the {KeyText.IdLength} hexadecimal digits after {KeyText.Prefix}, without the secret");
        return Change<AccessKey>(keys =>
        {
            var at = keys.FindIndex(key => key.Id == id);
            if (at < 0)
                return Refusal.NotFound("id", id, "no key of the file has this id; keys list shows them");
            return keys[at] = keys[at] with { RevokedAt = keys[at].RevokedAt ?? clock.GetUtcNow() };
        });
    }

    private Result<T> Change<T>(Func<List<AccessKey>, Result<T>> change)
        where T : notnull
    {
        if (watched.Path is not { } path)
            return Refusal.Invalid(watched.Field, null, "no file of keys is named");
        using var alone = KeyFileLock.Take(path);
        if (!AccessKeyFile.Read(path, watched.Field).TryGet(out var before, out var damaged))
            return damaged;
        var keys = before.ToList();
        var done = change(keys);
        if (done.Refusal is not null)
            return done;
        AccessKeyFile.Replace(path, keys);
        watched.Keep(keys);
        return done;
    }
}
