using System.CommandLine;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Shell;

/// <summary>
/// The options that every verb takes, before it or after it. All are read as plain text: what they mean is settled by the
/// ledger's own parsers, which know no culture, and by the verb (<c>--on</c> is a day when asking, any EDTF date when recording).
/// </summary>
internal sealed class Everywhere
{
    public Option<string?> Ledger { get; } = Text("--ledger", "PATH|esdb://…", "The ledger's file, or the connection string of an EventStoreDB or KurrentDB server. Default: POLICYLEDGER_LEDGER, else policy-ledger.db here.");

    public Option<string?> State { get; } = Text("--state", "DIR", "Where index and read models of a server's ledger are kept, in a folder for each cluster. Default: policyledger in XDG_STATE_HOME, else in ~/.local/state.");

    public Option<string?> On { get; } = Text("--on", "DATE", "The day in the world. Asking: a day, 2025-11-30; default today (UTC). Recording: any EDTF date, 2025-11.");

    public Option<string?> KnownAt { get; } = Text("--known-at", "INSTANT", "Asking: leave out what was known later; default now. Recording: when the source published the claim.");

    public Option<string?> At { get; } = Text("--at", "POSITION", "Read the log only up to this position (inclusive).");

    public Option<string?> Basis { get; } = Text("--basis", "BASIS", "inForce (default) or declared.", "inForce", "declared");

    public Option<string?> Target { get; } = Text("--target", "COUNTRY", "Towards whom: nationality or partner country. Default: the general stance.");

    public Option<string?> Output { get; } = Text("--output", "FORMAT", "table (default), json, jsonl or csv.", "table", "json", "jsonl", "csv");

    public Option<bool> NoColor { get; } = Flag("--no-color", "Plain text, also on a terminal (as NO_COLOR does).");

    public Option<bool> Quiet { get; } = Flag("--quiet", "No messages but errors.");

    public Option<bool> Verbose { get; } = Flag("--verbose", "More about what is done and what went wrong.");

    public Option<string?> Recorder { get; } = Text("--recorder", "ID", "Recording: who records, an opaque id. Default: POLICYLEDGER_RECORDER, else local.");

    public Option<string?> CommandId { get; } = Text("--command-id", "UUID", "Recording: the same id with the same content is recorded once. Default: made of the content; new: a random one.");

    public Option<string?> ExpectedRevision { get; } = Text("--expected-revision", "N", "Recording: a conflict if the stream has moved on from this revision.");

    public Everywhere() => Output.Aliases.Add("-o");

    public IEnumerable<Option> All =>
        [Ledger, State, On, KnownAt, At, Basis, Target, Output, NoColor, Quiet, Verbose, Recorder, CommandId, ExpectedRevision];

    private static Option<string?> Text(string name, string value, string description, params string[] words)
    {
        var option = new Option<string?>(name) { HelpName = value, Description = description, Recursive = true };
        if (words.Length > 0)
            option.CompletionSources.Add(words);
        return option;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description, Recursive = true };
}
