using System.CommandLine;
using System.CommandLine.Invocation;
using PolicyLedger.Cli.Output;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Shell;

/// <summary>Puts the verbs together, parses, and runs one.</summary>
internal static class CommandLine
{
    public static async Task<int> InvokeAsync(string[] args, Surroundings here, TextWriter output, CancellationToken cancellation)
    {
        var root = Verbs.Root(new Workplace(here, output, new Everywhere()));
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction or null)
            return await RefuseAsync(parsed, here);
        var settings = new InvocationConfiguration { Output = output, Error = here.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(settings, cancellation);
    }

    // System.CommandLine prints usage errors to standard output and exits with 1; both are wrong here.
    private static async Task<int> RefuseAsync(ParseResult parsed, Surroundings here)
    {
        foreach (var message in parsed.Errors.Select(error => error.Message).Distinct())
            await here.Error.WriteLineAsync($"policyledger: {Plain.Line(message)}");
        var names = new List<string>();
        for (var command = parsed.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult outer; command = outer)
            names.Insert(0, command.Command.Name);
        await here.Error.WriteLineAsync($"Try: policyledger {string.Join(' ', names.Append("--help"))}");
        return (int)ExitCode.Usage;
    }
}
