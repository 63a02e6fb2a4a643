using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using PolicyLedger.Auditing;

namespace PolicyLedger.Verifier;

/// <summary>The <c>policyledger-verifier</c> program: exit code 0 where a kit proves its answer, 4 where it does not, 2 where it was asked wrongly.</summary>
public static class Program
{
    private const int Ok = 0, Failed = 1, Usage = 2, Broken = 4;

    public static async Task<int> Main(string[] args)
    {
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };
        return Run(args, output, Console.Error);
    }

    /// <summary>Runs one command line. Never throws: whatever the arguments and files are becomes an exit code and a message.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            var parsed = Line().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction or null)
            {
                foreach (var message in parsed.Errors.Select(mistake => mistake.Message).Distinct())
                    Say(error, message);
                error.WriteLine("Try: policyledger-verifier --help");
                return Usage;
            }

            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (RefusedException refused)
        {
            Say(error, refused.Refusal.Message);
            return Usage;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            Say(error, failure.Message);
            return Failed;
        }

        RootCommand Line()
        {
            var folder = new Argument<string>("dir") { HelpName = "DIR", Description = "The kit that policyledger stance --evidence wrote." };
            var keys = new Option<string[]>("--key") { HelpName = "VERIFIERKEY", Description = "The log's verifier key, name+id+base64, that you have from elsewhere than the kit. Several may be given.", Required = true };
            var checkpoint = new Option<string?>("--checkpoint") { HelpName = "FILE", Description = "A checkpoint that you have kept: the kit's must be of the same history." };
            var grown = new Option<string?>("--grown") { HelpName = "FILE", Description = "What policyledger proof consistency printed, between the kept checkpoint and the kit's." };
            var root = new RootCommand("Checks offline that an answer follows from a ledger that somebody signed, and that nothing was withheld. Exit codes: 0 proven, 4 not proven, 2 asked wrongly.")
            {
                folder, keys, checkpoint, grown,
            };
            root.Options.OfType<HelpOption>().Single().Aliases.Remove("/h");
            root.SetAction(parsed => Check(KitFolder.Read(parsed.GetValue(folder)!), parsed.GetValue(keys)!, parsed.GetValue(checkpoint), parsed.GetValue(grown)));
            return root;
        }

        int Check(EvidenceKit kit, string[] keys, string? checkpoint, string? grown)
        {
            var pinned = keys.Select(key => VerifierKey.Parse(key, "--key").OrThrow()).ToList();
            var report = EvidenceCheck.Run(kit, KitFolder.Kept(checkpoint, grown, pinned), pinned);
            return Report.Write(report, output, error) ? Ok : Broken;
        }
    }

    internal static void Say(TextWriter error, string text) => error.WriteLine("policyledger-verifier: " + OneLine(text));

    /// <summary>What a terminal cannot be tricked with: no character that moves the cursor or turns the writing's direction.</summary>
    internal static string OneLine(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is '\u061c' or (>= '\u200e' and <= '\u200f') or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') ? ' ' : c));
}
