using Xunit;

namespace PolicyLedger.Cli.Tests.Shell;

public sealed class HelpTests : IDisposable
{
    private static readonly string[] Verbs =
        ["demo", "record", "erase", "import", "stance", "timeline", "diff", "compare", "pressure", "log", "show", "replay", "rebuild", "copy", "export", "codebook", "doctor", "audit", "verify", "checkpoint", "proof", "keys", "node", "completion"];

    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task The_program_says_what_there_is_and_where_to_begin()
    {
        var ran = (await cli.Run("--help")).Exits(0);
        Assert.All(Verbs, verb => Assert.Matches($"(?m)^  {verb} ", ran.Out));
        Assert.Contains("policyledger demo", ran.Out);
        Assert.Contains("130 cancelled", ran.Out);
        Assert.DoesNotContain("PolicyLedger.Cli", ran.Out);
        Assert.Empty(ran.Error);
    }

    [Fact]
    public async Task Every_verb_has_a_description_and_examples_that_parse()
    {
        var pending = new Queue<string>(Verbs);
        var seen = 0;
        while (pending.TryDequeue(out var verb))
        {
            var help = (await cli.Run($"{verb} --help")).Exits(0).Out;
            seen++;
            Assert.Matches(@"^Description:\n  \w", help);
            Assert.Contains("Options of every verb, before or after it:", help);
            Assert.True(help.IndexOf("--ledger", StringComparison.Ordinal) > help.IndexOf("Options of every verb", StringComparison.Ordinal));
            Assert.Matches(@"Examples:\n  policyledger ", help);
            Assert.Contains($"policyledger {verb.Split(' ')[0]}", help[help.IndexOf("Examples:", StringComparison.Ordinal)..]);
            if (help.IndexOf("\nCommands:\n", StringComparison.Ordinal) is >= 0 and var at)
            {
                foreach (var line in help[(at + 11)..].Split('\n').TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Where(line => line[2] != ' '))
                    pending.Enqueue($"{verb} {line.Trim().Split(' ')[0]}");
            }
        }

        Assert.Equal(Verbs.Length + 15 + 5 + 4 + 4 + 2 + 1, seen);
    }

    [Fact]
    public async Task The_version_is_told() => Assert.Matches(@"^\d+\.\d+\.\d+", (await cli.Run("--version")).Exits(0).Out);

    [Theory]
    [InlineData("stance --on 2021-13-01 DEU", "month 13")]
    [InlineData("stance --basis", "--basis")]
    public async Task A_mistake_is_explained(string line, string message) => Assert.DoesNotContain("   at ", (await cli.Run(line)).Exits(2).Error + message);
}
