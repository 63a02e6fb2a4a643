using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace PolicyLedger.Cli.Shell;

/// <summary>The usual help with the options that stand everywhere set apart, followed by examples; for the program itself by where to begin.</summary>
internal sealed class HelpWithExamples(HelpAction usual, Everywhere everywhere) : SynchronousCommandLineAction
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
        var output = parsed.InvocationConfiguration.Output;
        var text = new StringWriter { NewLine = "\n" };
        parsed.InvocationConfiguration.Output = text;
        usual.Invoke(parsed);
        parsed.InvocationConfiguration.Output = output;
        output.Write(Arranged(text.ToString().ReplaceLineEndings("\n").Replace(RootCommand.ExecutableName, "policyledger", StringComparison.Ordinal)));
        if (parsed.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
            output.Write($"Examples:\n{string.Concat(verb.Examples.Select(example => $"  policyledger {example}\n"))}");
        else if (parsed.CommandResult.Command is RootCommand)
            output.Write(Beginning.ReplaceLineEndings("\n"));
        return 0;
    }

    private string Arranged(string help)
    {
        var (own, shared, isShared, inOptions) = (new StringBuilder(), new StringBuilder(), false, false);
        foreach (var line in help.TrimEnd('\n').Split('\n'))
        {
            inOptions = line == "Options:" || (inOptions && line.StartsWith(' '));

            // A line that starts further in goes on with the option before it.
            if (!inOptions || !line.StartsWith("    ", StringComparison.Ordinal))
                isShared = inOptions && everywhere.All.Any(option => line.Contains($" {option.Name} ", StringComparison.Ordinal));
            (isShared ? shared : own).Append(line).Append('\n');
        }

        return $"{own}\nOptions of every verb, before or after it:\n{shared}\n";
    }
}
