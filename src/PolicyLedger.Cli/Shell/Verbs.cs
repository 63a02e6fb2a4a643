using System.CommandLine;
using System.CommandLine.Help;
using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Auditing;
using PolicyLedger.Cli.Demonstrating;
using PolicyLedger.Cli.Importing;
using PolicyLedger.Cli.Keeping;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Serving;

namespace PolicyLedger.Cli.Shell;

/// <summary>Every verb of the program.</summary>
internal static class Verbs
{
    public static RootCommand Root(Workplace place)
    {
        var root = new RootCommand("An append-only ledger of policy changes: what was a country's stance on a day, as it was known at a time?");
        foreach (var option in place.Options.All)
            root.Options.Add(option);
        foreach (var verb in All(place))
            root.Subcommands.Add(verb);
        var help = root.Options.OfType<HelpOption>().Single();

        // A slash begins a path here, on Windows too.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        help.Action = new HelpWithExamples((HelpAction)help.Action!, place.Options);
        return root;
    }

    private static IEnumerable<Command> All(Workplace place) =>
    [
        DemoVerb.Create(place),
        RecordVerbs.Create(place),
        RecordVerbs.Erase(place),
        ImportVerb.Create(place),
        StanceVerb.Create(place),
        TimelineVerb.Create(place),
        DiffVerb.Create(place),
        CompareVerb.Create(place),
        PressureVerb.Create(place),
        LogVerb.Create(place),
        ShowVerb.Create(place),
        ReplayVerb.Create(place),
        RebuildVerb.Create(place),
        CopyVerb.Create(place),
        ExportVerb.Create(place),
        CodebookVerb.Create(place),
        DoctorVerb.Create(place),
        AuditVerb.Create(place),
        VerifyVerb.Create(place),
        CheckpointVerb.Create(place),
        ProofVerb.Create(place),
        KeysVerb.Create(place),
        ServeVerb.Create(place),
        NodeVerb.Create(place),
        CompletionVerb.Create(place),
    ];
}
