using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PolicyLedger.Cli.Shell;

/// <summary>The usual help, followed by the verb's examples; for the program itself by where to begin and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string Beginning = """
        Begin here:
          policyledger demo                     a small ledger, recorded and asked, in a new folder
          policyledger VERB --help              options and examples of a verb

        Exit codes: 0 ok, 1 failed or in part, 2 usage, 3 no such record, 4 damaged or no ledger,
          5 conflict, 7 store unreachable, 130 cancelled. Dates are ISO 8601 or EDTF, whatever the locale.
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parsed)
    {
        usual.Invoke(parsed);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
        {
            output.WriteLine("Examples:");
            foreach (var example in verb.Examples)
                output.WriteLine($"  policyledger {example}");
        }
        else if (parsed.CommandResult.Command is RootCommand)
        {
            output.WriteLine(Beginning.ReplaceLineEndings("\n"));
        }

        return 0;
    }
}
