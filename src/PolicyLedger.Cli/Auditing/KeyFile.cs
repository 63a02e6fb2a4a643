using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Shell;

namespace PolicyLedger.Cli.Auditing;

/// <summary>A file of signing keys, a line each, the newest first; only its owner may read it. A checkpoint is signed by all of them, so that a key can be changed while verifiers still pin the old one.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file that an option or the environment names; null where neither does.</summary>
    public static string? PathOf(Call call, Option<string?> key) =>
        (call.Get(key) ?? call.Here.Variable("POLICYLEDGER_SIGNING_KEY")) is { Length: > 0 } path ? path : null;

    /// <summary>Its keys, all of one name.</summary>
    /// <exception cref="RefusedException">There is none, or a line is no key.</exception>
    public static IReadOnlyList<SigningKey> Read(string path, string field)
    {
        if (!File.Exists(path))
            throw new RefusedException(Refusal.NotFound(field, path, "there is no such key file; keys signing FILE --origin NAME makes one"));
        var keys = File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => SigningKey.Parse(line, field).OrThrow()).ToList();
        if (keys.Count == 0 || keys.Any(key => key.Name != keys[0].Name))
            throw new RefusedException(Refusal.Invalid(field, path, "holds one or more signing keys, all for one log"));
        return keys;
    }

    /// <summary>Makes a key.</summary>
    public static SigningKey New(string name, string field) => SigningKey.Create(name, field, RandomNumberGenerator.GetBytes(32)).OrThrow();

    /// <summary>Writes a new file; what is there is never overwritten.</summary>
    /// <exception cref="RefusedException">A file is there.</exception>
    public static void Create(string path, string field, SigningKey key)
    {
        try
        {
            Write(path, FileMode.CreateNew, [key]);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new RefusedException(Refusal.Conflict(field, path, "a file is there, and a key that is lost is lost; name another, or change its keys with --rotate"));
        }
    }

    /// <summary>Puts other keys into the file, at once or not at all.</summary>
    public static void Replace(string path, IReadOnlyList<SigningKey> keys)
    {
        Write(path + ".new", FileMode.Create, keys);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static void Write(string path, FileMode mode, IReadOnlyList<SigningKey> keys)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(string.Concat(keys.Select(key => key.ToSecret() + "\n"))));
        file.Flush(flushToDisk: true);
    }
}
