using System.Diagnostics;
using System.Globalization;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>Promise P7 by processes: two sign one growing ledger at a time, and are killed at any moment.</summary>
[Trait("Kind", "Process")]
public sealed class KilledSigningTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 8;

    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task No_two_checkpoints_contradict_each_other_and_none_is_shown_that_was_not_kept()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("POLICYLEDGER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"POLICYLEDGER_TEST_SEED={seed}");
        var random = new Random(seed);
        var keyFile = Path.Combine(cli.Folder, "ledger.key");
        var key = VerifierKey.Parse((await cli.Run($"keys signing {keyFile} --origin example.org/ledger -o json")).Exits(0).Json[0].GetProperty("verifier").GetString()!, "key").OrThrow();
        await RecordAsync(1);
        var shown = new List<string>();
        for (var round = 1; round <= Rounds; round++)
        {
            var signers = Enumerable.Range(0, 2).Select(_ => Start("checkpoint", "--key", keyFile, "--every", "1", "--ledger", cli.LedgerFile)).ToList();
            var said = signers.ConvertAll(signer => signer.StandardOutput.ReadToEndAsync());
            await Task.Delay(random.Next(200, 900));
            await RecordAsync(round * 300);
            await Task.Delay(random.Next(0, 1_500));
            foreach (var signer in signers)
            {
                signer.Kill();
                await signer.WaitForExitAsync();
                signer.Dispose();
            }

            foreach (var text in said)
                shown.AddRange((await text).Split("example.org/ledger\n").Skip(1).Where(note => note.Contains("\n\n", StringComparison.Ordinal) && note.EndsWith("=\n", StringComparison.Ordinal)).Select(note => "example.org/ledger\n" + note));
        }

        var kept = (await cli.Run("checkpoint --list -o json")).Exits(0).Json.EnumerateArray().Select(one => one.GetProperty("note").GetString()!).ToList();
        Assert.Subset(kept.ToHashSet(), shown.ToHashSet());
        var checkpoints = kept.ConvertAll(note => Checkpoint.Open(System.Text.Encoding.UTF8.GetBytes(note), "note", key).OrThrow());
        Assert.Equal(checkpoints.OrderBy(one => one.Size), checkpoints);
        Assert.All(checkpoints.GroupBy(one => one.Size), same => Assert.Single(same.Select(one => one.Root).Distinct()));
        (await cli.Run($"verify --verifier {key}")).Exits(0);
        output.WriteLine($"{Rounds} rounds, {kept.Count} checkpoints kept, {shown.Count} shown");
        Assert.NotEmpty(shown);
    }

    private async Task RecordAsync(int rows)
    {
        var csv = string.Concat(Enumerable.Range(0, rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},2022-01-01T00:00:00Z,abc,DEU,C8,{new DateOnly(2012, 1, 1).AddDays(i):yyyy-MM-dd},{new DateOnly(2012, 1, 1).AddDays(i):yyyy-MM-dd},3,new_day\n")));
        (await cli.Run("import - --mapping oxcgrt-assertions --quiet", "seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n" + csv)).Exits(0);
    }

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
