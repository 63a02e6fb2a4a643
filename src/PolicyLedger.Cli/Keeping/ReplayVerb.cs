using System.CommandLine;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Dates;
using PolicyLedger.Server.Answers;
using PolicyLedger.Sqlite.Models;

namespace PolicyLedger.Cli.Keeping;

/// <summary>What was replayed.</summary>
internal sealed record ReplayView(string Out, long At, long Events, string? LastRecordedAt, string Digest);

/// <summary><c>replay</c>: the read models as they were at a moment, in a file of their own.</summary>
internal static class ReplayVerb
{
    private static readonly IReadOnlyList<Column<ReplayView>> Columns =
        [new("out", v => v.Out), new("at", v => Plain.Number(v.At)), new("events", v => Plain.Number(v.Events)), new("last_recorded_at", v => v.LastRecordedAt), new("digest", v => v.Digest)];

    public static Verb Create(Workplace place)
    {
        var to = Fields.Option("--to", "POSITION|INSTANT", "The last position; or a record time: events before the first one recorded later.");
        var output = Fields.Option("--out", "FILE", "A new SQLite file for the read models; one that is there is refused.");
        (to.Required, output.Required) = (true, true);
        return new Verb(
            place, "replay", "Replay the ledger up to a moment into read models that any SQL tool can ask.",
            "replay --to 1000 --out then.models.db",
            "replay --to 2025-12-01T00:00:00Z --out then.models.db")
        {
            to, output,
        }.Does(async call =>
        {
            var (file, printer) = (call.Get(output)!, call.Printer());
            if (Directory.Exists(file) || new FileInfo(file) is { Exists: true, Length: > 0 })
                throw new RefusedException(Refusal.Invalid("--out", file, "there is something there already; name a new file"));
            await using var ledger = await call.OpenAsync(LedgerUse.Read);
            var end = await EndAsync(ledger, call.Get(to)!, call.Cancellation);
            await using var models = await SqliteReadModels.OpenAsync(file, new LogUntil(ledger.Log, end), ledger.Codec, null, call.Cancellation);
            var horizon = await models.CatchUpAsync(null, call.Cancellation);
            var view = new ReplayView(Path.GetFullPath(file), horizon.At, horizon.At + 1, horizon.At < 0 ? null : Iso.Write(horizon.LastRecordedAt), (await models.DigestAsync(call.Cancellation))!.Sha256);
            printer.List([view], Columns, Columns);
            call.Note($"ask it with any SQL tool: SELECT * FROM segments (see schemas/read-models.md); the same moment in this program: --at {horizon.At}");
            return ExitCode.Ok;
        });
    }

    /// <summary>The position after the last one to replay.</summary>
    private static async Task<long> EndAsync(LedgerSession ledger, string to, CancellationToken cancellation)
    {
        if (!to.Contains('-') || to == "-1")
            return Math.Min(Arguments.Position(to, "--to").OrThrow() + 1, await ledger.Log.EndAsync(cancellation));
        var instant = Iso.Instant(to, "--to").OrThrow();
        await foreach (var stored in ledger.Log.ReadAllWithoutTextsAsync(0, cancellation))
        {
            if (ledger.Codec.Decode(stored).Metadata.RecordedAt > instant)
                return stored.Position;
        }

        return await ledger.Log.EndAsync(cancellation);
    }
}
