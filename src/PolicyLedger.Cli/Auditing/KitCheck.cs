using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Keeping;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Sqlite.Auditing;

namespace PolicyLedger.Cli.Auditing;

/// <summary>Verifies what <c>export kit</c> wrote, without the ledger: events, tiles and checkpoint say the same, and a pinned key has signed it.</summary>
internal static class KitCheck
{
    public static async Task<List<CheckView>> RunAsync(Call call, string folder, Checkpoint? kept, IReadOnlyList<VerifierKey> keys)
    {
        if (folder.Length == 0)
            throw new RefusedException(Refusal.Invalid("--kit", folder, "name a folder that export kit has written"));
        var (events, note) = (Path.Combine(folder, ExportedLog.FileName), Path.Combine(folder, "checkpoint"));
        foreach (var file in new[] { events, note }.Where(file => !File.Exists(file)))
            throw new RefusedException(Refusal.NotFound("--kit", folder, $"there is no {Path.GetFileName(file)} in it; export kit DIR makes one"));
        if (keys.Count == 0)
            throw new RefusedException(Refusal.Invalid("--verifier", null, "required with --kit, and missing: a kit is worth what its signature is worth"));

        if (KitFile.LengthOf(note) == 0)
            return [new("checkpoint", "broken", "it is empty, or no file that could be read to its end")];
        if (!Checkpoint.Open(await call.ReadAsync(note, "--kit"), "checkpoint", keys).TryGet(out var checkpoint, out var refusal))
            return [new("checkpoint", "broken", refusal.Rule)];
        var (log, found) = await AuditedLog.ReadAsync(call, new ExportedLog(events), [checkpoint, kept]);
        var wrong = log.Size > checkpoint.Size
            ? string.Create(CultureInfo.InvariantCulture, $"it speaks of {checkpoint.Size} events, and there are {log.Size}: nobody vouches for the last ones")
            : log.Why(checkpoint);
        return
        [
            .. found.Views,
            log.Commands,
            wrong is null
                ? new("checkpoint", "ok", string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Origin} signed these {checkpoint.Size} events, root {checkpoint.Root}"))
                : new("checkpoint", "broken", wrong),
            await TilesAsync(folder, log, checkpoint.Size, events, call.Cancellation),
            .. kept is null ? [] : new[] { log.Kept(kept) },
        ];
    }

    private static async Task<CheckView> TilesAsync(string folder, AuditedLog log, long size, string events, CancellationToken cancellation)
    {
        if (log.Size < size)
            return new("tiles", "broken", "not compared: events are missing");
        var files = 0;
        foreach (var (level, number, width) in TilePath.Of(size))
        {
            if (Why(Path.Combine(folder, TilePath.OfHashes(level, number, width)), log.Tile(level, number, width)) is { } why)
                return new("tiles", "broken", why);
            files++;
        }

        await foreach (var (path, bytes) in EntryTiles.OfAsync(new ExportedLog(events), 0, size, cancellation))
        {
            if (Why(Path.Combine(folder, path), bytes.Span) is { } why)
                return new("tiles", "broken", why);
            files++;
        }

        return new("tiles", "ok", string.Create(CultureInfo.InvariantCulture, $"{files} files say what the events say"));
    }

    private static string? Why(string file, ReadOnlySpan<byte> expected) =>
        !File.Exists(file) ? $"{file} is missing"
        : KitFile.LengthOf(file) != expected.Length || !File.ReadAllBytes(file).AsSpan().SequenceEqual(expected) ? $"{file} does not hold what the events give"
        : null;
}
