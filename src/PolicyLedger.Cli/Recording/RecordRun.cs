using System.CommandLine;
using System.Text.Json;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Wire;
using Command = PolicyLedger.Recording.Command;

namespace PolicyLedger.Cli.Recording;

/// <summary>Records one command and shows the receipt.</summary>
internal static class RecordRun
{
    private static readonly IReadOnlyList<Column<ReceiptLineView>> Columns =
    [
        new("position", line => Plain.Number(line.Position) ?? "not indexed yet"),
        new("event", line => line.Type),
        new("record", line => line.EntryId ?? line.RecordId),
        new("stream", line => line.Stream),
        new("revision", line => Plain.Number(line.Revision)),
        new("event_id", line => line.EventId),
    ];

    public static async Task<ExitCode> OptionsAsync(Call call, Draft draft, TimeSpan? patience = null)
    {
        var command = draft.Make(call.Parsed, call.Recorder).OrThrow();
        try
        {
            return await RunAsync(call, command, hasId: false, patience);
        }
        catch (RefusedException e)
        {
            throw new RefusedException(draft.Explain(e.Refusal, call.Parsed), e);
        }
    }

    /// <summary>A command in JSON; where the verb already says which it is, the JSON need not.</summary>
    public static async Task<ExitCode> JsonAsync(Call call, Option<string?> json, string? verb, IReadOnlyList<Field> fields)
    {
        if (call.Get(json) is not { } path)
            throw new RefusedException(Refusal.Invalid("--json", null, "name what to record (announce, stance, …; see --help), or give a command as --json FILE"));
        if (fields.FirstOrDefault(field => field.Read(call.Parsed) is not null) is { } beside)
            throw new RefusedException(Refusal.Invalid(beside.Name, null, "--json holds the whole command; put it there"));
        var utf8 = await call.ReadAsync(path, "--json");
        var (name, hasId) = Peek(utf8);
        if (verb is not null && name is not null && name != verb)
            throw new RefusedException(Refusal.Invalid("command", name, $"this verb records {verb}; leave the verb out, or the command"));
        if (verb is not null && name is null)
            utf8 = Named(utf8, verb);
        var command = CommandCodec.Read(utf8, call.Recorder).OrThrow();
        try
        {
            return await RunAsync(call, command, hasId);
        }
        catch (RefusedException e) when (Draft.EnvelopeOptions.TryGetValue(e.Refusal.Field, out var option) && call.Options.All.Any(o => o.Name == option && call.Given(o)))
        {
            throw new RefusedException(e.Refusal with { Field = option }, e);
        }
    }

    public static async Task<ExitCode> RunAsync(Call call, Command command, bool hasId, TimeSpan? patience = null)
    {
        var printer = call.Printer();
        command = command with { Envelope = Completed(call, command.Envelope) };
        if (!hasId && !call.Given(call.Options.CommandId))
            command = command with { Envelope = command.Envelope with { CommandId = CommandCodec.IdFromContent(command) } };
        if (command is EraseRecord erasure)
        {
            Show(call, printer, await EraseRun.RunAsync(call, erasure, patience ?? EraseRun.Patience, hasId || call.Given(call.Options.CommandId)));
            return ExitCode.Ok;
        }

        await using var ledger = await call.OpenAsync(LedgerUse.Record);
        var receipt = await ledger.AskAsync(command, call.Cancellation);
        if (receipt.Already && !hasId && !call.Given(call.Options.CommandId)
            && await RepeatedCommand.RefuseAsync(ledger.Log, ledger.Codec, receipt, "--command-id", "add --command-id new", call.Cancellation) is { } passed)
            throw new RefusedException(passed);
        Show(call, printer, receipt);
        return ExitCode.Ok;
    }

    private static void Show(Call call, Printer printer, Receipt receipt)
    {
        var view = ReceiptView.Of(receipt);
        if (printer.Format is OutputFormat.Json or OutputFormat.Jsonl)
            printer.One(view, _ => { }, []);
        else
            printer.List(view.Events, Columns, Columns);
        if (receipt.Already)
            call.Note($"recorded before, at {view.RecordedAt}; nothing was written. To record the same once more, add --command-id new");
        else if (receipt.Lines.Count == 0)
            call.Note("nothing to record: the ledger already says so");
    }

    private static Envelope Completed(Call call, Envelope envelope) => envelope with
    {
        CommandId = call.Get(call.Options.CommandId) is { } id
            ? id == "new" ? Guid.NewGuid()
            : Guid.TryParseExact(id, "D", out var given) ? given : throw new RefusedException(Refusal.Invalid("--command-id", id, "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91, or new"))
            : envelope.CommandId,
        Recorder = call.Given(call.Options.Recorder) ? call.Recorder : envelope.Recorder,
        KnownAt = call.Instant(call.Options.KnownAt) ?? envelope.KnownAt,
        ExpectedRevision = call.Get(call.Options.ExpectedRevision) is { } revision
            ? Arguments.Position(revision, "--expected-revision").OrThrow()
            : envelope.ExpectedRevision,
    };

    private static (string? Command, bool HasId) Peek(byte[] utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? (null, false)
                : (root.TryGetProperty("command", out var name) ? name.ToString() : null, root.TryGetProperty("commandId", out _));
        }
        catch (JsonException)
        {
            // The ledger's reader says what is wrong with it.
            return ("", false);
        }
    }

    // Text is put in rather than the object rewritten, so that what the strict reader would refuse is still there.
    private static byte[] Named(byte[] utf8, string command)
    {
        var brace = Array.IndexOf(utf8, (byte)'{');
        return brace < 0 ? utf8 : [.. utf8[..(brace + 1)], .. System.Text.Encoding.UTF8.GetBytes($"\"command\":\"{command}\","), .. utf8[(brace + 1)..]];
    }
}
