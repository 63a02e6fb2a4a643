using System.Text.RegularExpressions;
using Xunit;

namespace PolicyLedger.Cli.Tests.Demonstrating;

public class DemoTests : IDisposable
{
    private readonly Cli cli;

    public DemoTests()
        : this(new Cli())
    {
    }

    private protected DemoTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task It_shows_what_the_ledger_is_for()
    {
        var ran = (await cli.Run($"demo --ledger {await cli.LedgerAsync()}")).Exits(0);
        Assert.Empty(ran.Error);
        foreach (var row in (string[])[
            @"2025-02-14 +USA +speech\n.*Munich.*\n +according to Washington Examiner \(press, reliability C, credibility 2\)",
            @"2025-11 +GBR +announced a policy\n",
            @"USA migration:advocacy\n +ON +IN FORCE +DECLARED\n +2025-02-13 +unknown +unknown\n[^\n]*\n +2025-11-30 +said, no policy recorded +more restrictive\n",
            @"GBR migration:asylum\n[^\n]*\n +2025-10-31 +unknown +unknown\n +2025-11-15 +announced, not in force +more restrictive \(possible\)\n +2025-11-30 +announced, not in force +more restrictive\n",
            @"DEU migration:asylum\.recognition for target SYR\n[^\n]*\n +2025-10-31 +unknown +unknown\n[^\n]*\n +2025-11-30 +announced, not in force +more restrictive\n",
            @"DEU migration:asylum\.recognition for target SYR on 2025-11-30, declared\n[^\n]*\n +\S+Z +not yet known\n +\S+Z +more restrictive\n",
            @"Cables that name DEU[^\n]*\n +none ",
            @"may include DEU; no source says so\n +USA +to class european-countries",
            @"USA +to a government not identified",
        ])
            Assert.Matches(row, ran.Out);
        Assert.All(ran.Lines.Where(line => !line.Contains(cli.Folder)), line => Assert.True(line.Length <= 100, $"{line.Length}: {line}"));
    }

    [Fact]
    public async Task It_is_told_in_words_alone()
    {
        var path = Path.Combine(cli.Folder, "demo.db");
        Assert.Contains("--output 'json': the demo is told in words", (await cli.Run($"demo --ledger {path} -o json")).Exits(2).Error);
        Assert.False(System.IO.File.Exists(path));
    }

    [Fact]
    public async Task Its_next_steps_run()
    {
        var ran = (await cli.Run($"demo --ledger {await cli.LedgerAsync()}")).Exits(0);
        cli["POLICYLEDGER_LEDGER"] = Regex.Match(ran.Out, "export POLICYLEDGER_LEDGER=(.*)").Groups[1].Value.Trim('\'');
        var steps = Regex.Matches(ran.Out.Replace("\\\n", ""), "dotnet run --project src/PolicyLedger.Cli -- (.*)");
        Assert.Equal(5, steps.Count);
        foreach (Match step in steps)
            (await cli.Run(step.Groups[1].Value)).Exits(0);
    }

    [Fact]
    public async Task It_makes_a_new_folder_and_refuses_a_ledger_that_is_not_empty()
    {
        await cli.RecordStance();
        Assert.Contains("wants an empty ledger", (await cli.Run($"demo --ledger {await cli.LedgerAsync()}")).Exits(5).Error);
        Assert.Equal(3, (await cli.Run("log")).Lines.Length);
        var folder = Path.GetDirectoryName(Regex.Match((await cli.Run("demo")).Exits(0).Out, @"The ledger is (\S+)").Groups[1].Value)!;
        Assert.True(System.IO.File.Exists(Path.Combine(folder, "policy-ledger.db")));
        Directory.Delete(folder, recursive: true);
        Assert.Equal(3, (await cli.Run("log")).Lines.Length);
    }
}

/// <summary>The same on a server.</summary>
public sealed class DemoOnServerTests() : DemoTests(Cli.OnServer());
