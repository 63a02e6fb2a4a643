using System.Text;
using PolicyLedger.Auditing;

namespace PolicyLedger.Verifier;

/// <summary>Reads a kit and what is given with it from files.</summary>
internal static class KitFolder
{
    // A larger file could not be held in memory whole, as checking it needs.
    private const long Most = 1L << 30;

    /// <summary>Everything in a folder. What belongs to no kit is named alone, and never read.</summary>
    /// <exception cref="RefusedException">There is no such folder, or a file is too large.</exception>
    public static EvidenceKit Read(string path)
    {
        if (!Directory.Exists(path))
            throw new RefusedException(Refusal.Invalid("DIR", path, "no such folder; name one that policyledger stance --evidence wrote"));
        return new(new DirectoryInfo(path).GetFileSystemInfos().ToDictionary(entry => entry.Name, entry =>
            entry is FileInfo file && EvidenceKit.Names.Contains(entry.Name) ? OfKit(file) : ReadOnlyMemory<byte>.Empty));
    }

    /// <summary>The checkpoint that was kept, good under the pinned keys; null where none is named.</summary>
    /// <exception cref="RefusedException">It is not, or a file does not read.</exception>
    public static KeptCheckpoint? Kept(string? checkpoint, string? grown, IReadOnlyList<VerifierKey> keys)
    {
        if (checkpoint is null)
            return grown is null ? null : throw new RefusedException(Refusal.Invalid("--grown", grown, "leads from one checkpoint to another; name the one that you have kept with --checkpoint"));
        return new(
            Checkpoint.Open(Bytes(Existing(checkpoint, "--checkpoint"), "--checkpoint").Span, "--checkpoint", keys).OrThrow(),
            grown is null ? null : LogGrowth.Parse(Encoding.UTF8.GetString(Bytes(Existing(grown, "--grown"), "--grown").Span), "--grown").OrThrow());
    }

    // A pipe, which may have no end, a device or a socket says that it has no bytes: like an empty file, it is never opened.
    private static ReadOnlyMemory<byte> OfKit(FileInfo file)
    {
        try
        {
            var target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            return target is FileInfo { Length: > 0 } ? Bytes(target.FullName, "DIR") : ReadOnlyMemory<byte>.Empty;
        }
        catch (IOException e) when (file.LinkTarget is not null)
        {
            throw new RefusedException(Refusal.Invalid("DIR", file.FullName, $"is a link that leads to no file: {e.Message}"));
        }
    }

    private static string Existing(string path, string field) => File.Exists(path) ? path : throw new RefusedException(Refusal.Invalid(field, path, "no such file"));

    private static ReadOnlyMemory<byte> Bytes(string path, string field) => new FileInfo(path).Length <= Most
        ? File.ReadAllBytes(path)
        : throw new RefusedException(Refusal.Invalid(field, path, $"more than {Most} bytes, which this program does not read"));
}
