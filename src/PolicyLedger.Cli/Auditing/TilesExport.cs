using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Sqlite.Auditing;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Auditing;

/// <summary>What a folder of tiles holds now.</summary>
internal sealed record TilesView(string Directory, long Size, long Before, long Files);

/// <summary><c>export tiles</c>: the audit log as a folder of files (C2SP tlog-tiles) that any web server, or a stick, can carry. A later run grows it.</summary>
internal static class TilesExport
{
    private static readonly IReadOnlyList<Column<TilesView>> Columns =
        [new("directory", v => v.Directory), new("size", v => Plain.Number(v.Size)), new("before", v => Plain.Number(v.Before)), new("files_written", v => Plain.Number(v.Files))];

    public static Verb Create(Workplace place)
    {
        var folder = new Argument<string>("dir") { HelpName = "DIR", Description = "The folder; made where it is missing." };
        return new Verb(place, "tiles", "The audit log of the last checkpoint as C2SP tlog-tiles: checkpoint, tile/, tile/entries/. Run again to grow the folder.", "export tiles public/") { folder }.Does(call => RunAsync(call, call.Get(folder)!));
    }

    /// <summary><c>export kit</c>: the same with every event beside it.</summary>
    public static Verb CreateKit(Workplace place)
    {
        var folder = new Argument<string>("dir") { HelpName = "DIR", Description = "The folder; made where it is missing." };
        return new Verb(
            place, "kit", "All that an auditor needs to verify the ledger without it: the tiles, and events.jsonl with every event under the last checkpoint. Run again to grow the folder.",
            "export kit audit/") { folder }.Does(call => RunAsync(call, call.Get(folder)!, events: true));
    }

    /// <summary>Writes or grows a folder, and says what is in it.</summary>
    public static async Task<ExitCode> RunAsync(Call call, string root, bool events = false)
    {
        var printer = call.Printer();
        if (root.Length == 0)
            throw new RefusedException(Refusal.Invalid("DIR", root, "name a folder that is empty or not there yet, or one that this has written"));
        await using var audit = await AuditSession.OpenAsync(call);
        var last = audit.Last();
        if (audit.Tree.Size < last.Checkpoint.Size)
            await audit.CatchUpAsync(call);
        var before = audit.Tree.Read(tree => Before(root, tree, last.Checkpoint));
        var files = audit.Tree.Read(tree => WriteHashes(root, tree, before, last.Checkpoint.Size));
        files += await WriteEntriesAsync(root, audit.Ledger.Log, before, last.Checkpoint.Size, call.Cancellation);

        // A kit stays one, and what was erased leaves it, though only its tiles were asked for.
        var kit = Path.Combine(root, ExportedLog.FileName);
        if (events || File.Exists(kit) || File.Exists(kit + ".new"))
        {
            await WriteEventsAsync(kit, audit.Ledger, last.Checkpoint.Size, call.Cancellation);
            files++;
        }

        // Last, so that whoever reads the folder meanwhile finds all that the checkpoint speaks of.
        Put(root, "checkpoint", Encoding.UTF8.GetBytes(last.Note));
        printer.List([new TilesView(root, last.Checkpoint.Size, before, files + 1)], Columns, Columns);
        return ExitCode.Ok;
    }

    // How far the folder is. A folder of another log, or of another history, is left as it is.
    private static long Before(string root, AuditSnapshot tree, Checkpoint now)
    {
        if (tree.Size < now.Size || tree.Root(now.Size) != now.Root)
            throw new StoreException(StoreFault.Integrity, string.Create(CultureInfo.InvariantCulture, $"the ledger is not the one that was signed with {now.Size} events; verify tells more"));
        var path = Path.Combine(root, "checkpoint");
        if (!File.Exists(path))
        {
            // One that was interrupted has tiles, and any of what comes after them.
            string[] mine = Directory.Exists(Path.Combine(root, "tile")) ? ["tile", ExportedLog.FileName, ExportedLog.FileName + ".new", "checkpoint.new"] : [];
            return Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any(entry => !mine.Contains(Path.GetFileName(entry)))
                ? throw new RefusedException(Refusal.Conflict("DIR", root, "holds something else; name an empty folder, or one that this has written"))
                : 0;
        }

        var there = SignedNote.Parse(File.ReadAllBytes(path), "DIR").Then(note => Checkpoint.Parse(note.Text, "DIR")).OrThrow();
        if (there.Origin != now.Origin)
            throw new RefusedException(Refusal.Conflict("DIR", root, $"holds the log of {there.Origin}, and this is that of {now.Origin}"));
        return there.Size <= now.Size && tree.Root(there.Size) == there.Root
            ? there.Size
            : throw new RefusedException(Refusal.Conflict("DIR", root, string.Create(CultureInfo.InvariantCulture, $"holds a log of {there.Size} events that this one does not begin with")));
    }

    private static long WriteHashes(string root, AuditSnapshot tree, long before, long size)
    {
        var files = 0L;
        foreach (var (level, number, width) in TilePath.Of(size, before))
        {
            Put(root, TilePath.OfHashes(level, number, width), tree.Tile(level, number).Span[..(width * TreeHash.Length)]);
            files++;
        }

        return files;
    }

    private static async Task<long> WriteEntriesAsync(string root, IEventLog log, long before, long size, CancellationToken cancellation)
    {
        var files = 0L;
        await foreach (var (path, bytes) in EntryTiles.OfAsync(log, before, size, cancellation))
        {
            Put(root, path, bytes.Span);
            files++;
        }

        return files;
    }

    // Anew each time: what was erased since the last time is to be gone here too.
    private static async Task WriteEventsAsync(string path, LedgerSession ledger, long size, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(ledger.Log, ledger.Codec, 0, cancellation);
        if (erasures.Last is { } last && last.Position >= size)
        {
            throw new RefusedException(Refusal.Conflict(
                "DIR", path, string.Create(CultureInfo.InvariantCulture, $"a text was erased at position {last.Position}, and the last checkpoint has {size} events: it would be missing without a reason; sign another checkpoint, with checkpoint --key FILE")));
        }

        await using (var file = File.Create(path + ".new"))
        {
            await foreach (var stored in ledger.Log.ReadAllAsync(0, cancellation))
            {
                if (stored.Position == size)
                    break;
                await file.WriteAsync(EventLine.Write(stored, erasures.Erased(ledger.Codec.Decode(stored))), cancellation);
                file.WriteByte((byte)'\n');
            }
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    // At once or not at all: a file that is there is whole.
    private static void Put(string root, string path, ReadOnlySpan<byte> bytes)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file + ".new", bytes);
        File.Move(file + ".new", file, overwrite: true);
    }
}
