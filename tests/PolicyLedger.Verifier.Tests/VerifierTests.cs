using System.Diagnostics;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Verifier.Tests;

/// <summary>The program itself: what it says, where it says it, and how it ends, whatever it is given.</summary>
public sealed class VerifierTests : IDisposable
{
    private const string Question = "DEU --area oxcgrt:C8 --on 2021-06-15";

    private readonly TestLedger ledger = new TestLedger().Recorded();

    public void Dispose() => ledger.Dispose();

    [Fact]
    public void What_was_asked_is_derived_anew_and_told()
    {
        var kit = ledger.KitFolder(Question);
        var (code, told, error) = Run(kit, "--key", $"{ledger.Key}");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"(?m)^checkpoint +ok  example.org/ledger signed \d+ events$", told);
        Assert.Matches(@"(?m)^events +ok  \d+, every one that there is", told);
        Assert.Contains("texts            ok  8 as recorded, 2 erased", told);
        Assert.Contains("DEU oxcgrt:C8 on 2021-06-15: 2 (definite), by DEU-month, position 3\nasked: inForce, known at 2026-", told);
        Assert.EndsWith("\n" + File.ReadAllText(Path.Combine(kit, EvidenceKit.Answer)), told);
    }

    [Fact]
    public void What_is_wrong_is_named_with_file_line_and_position()
    {
        var kit = ledger.KitFolder(Question);
        var events = Path.Combine(kit, EvidenceKit.Events);
        File.WriteAllText(events, File.ReadAllText(events).Replace("\"value\":{\"level\":2}", "\"value\":{\"level\":1}", StringComparison.Ordinal));
        var (code, told, error) = Run(kit, "--key", $"{ledger.Key}");
        Assert.Equal(4, code);
        Assert.StartsWith("policyledger-verifier: NOT PROVEN (inclusion): events.jsonl, line 3, position 3: the event is not the one that was signed", error);
        Assert.DoesNotContain("on 2021-06-15", told);
    }

    [Fact]
    public void A_checkpoint_that_was_kept_is_held_against_it()
    {
        var old = Kept("old", ledger.Run($"checkpoint --key {ledger.KeyFile}"));
        var size = File.ReadAllLines(old)[1];
        ledger.Record("retract DEU-month --reason wrong");
        var kit = ledger.KitFolder(Question);
        var grown = Kept("grown", ledger.Run($"proof consistency {size}"));
        Assert.Contains($"kept checkpoint  ok  of {size} events", Run(kit, "--key", $"{ledger.Key}", "--checkpoint", old, "--grown", grown).Out);
        Assert.Contains("(growth)", Run(kit, "--key", $"{ledger.Key}", "--checkpoint", old).Error);
        Assert.Contains("--checkpoint", Refused(kit, "--key", $"{ledger.Key}", "--grown", grown));
        Assert.Contains("--checkpoint: none of the signatures", Refused(kit, "--key", $"{SigningKey.Create("x", "x", new byte[32]).OrThrow()}", "--checkpoint", old));
        Assert.Contains("--checkpoint: no signed note", Refused(kit, "--key", $"{ledger.Key}", "--checkpoint", grown + "x", "--grown", grown, file: grown + "x"));
        Assert.Contains("--grown: no proof that a log grew", Refused(kit, "--key", $"{ledger.Key}", "--checkpoint", old, "--grown", old));
        Assert.Contains("no such file", Refused(kit, "--key", $"{ledger.Key}", "--checkpoint", "none"));
    }

    [Fact]
    public void Wrong_arguments_are_refused_with_the_rule()
    {
        var kit = ledger.KitFolder(Question);
        Assert.Contains("Required argument missing", Refused("--key", $"{ledger.Key}"));
        Assert.Contains("--key", Refused(kit));
        Assert.Contains("--key 'x': a verifier key is name+id+base64", Refused(kit, "--key", "x"));
        Assert.Contains("no such folder", Refused(kit + "x", "--key", $"{ledger.Key}"));
        Assert.Contains("no such folder", Refused(Path.Combine(kit, EvidenceKit.Answer), "--key", $"{ledger.Key}"));
        Assert.Contains("--what", Refused(kit, "--key", $"{ledger.Key}", "--what"));
        Assert.Contains("--grown", Run("--help").Out);
    }

    [Fact]
    public void Whatever_is_in_the_folder_it_ends_with_a_message()
    {
        var chance = new Random(20_261);
        var whole = TestLedger.Read(ledger.KitFolder(Question));
        for (var n = 0; n < 200; n++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(ledger.Folder, $"odd{n}")).FullName;
            var victim = EvidenceKit.Names[n % EvidenceKit.Names.Count];
            foreach (var (file, content) in whole.Files)
            {
                if (file != victim)
                    File.WriteAllBytes(Path.Combine(folder, file), content.Span);
                else if (n < 5)
                    Directory.CreateDirectory(Path.Combine(folder, file));
                else if (n >= 10)
                    File.WriteAllBytes(Path.Combine(folder, file), Odd(n % 4, content.ToArray(), chance));
            }

            var (code, _, error) = Run(folder, "--key", $"{ledger.Key}");
            Assert.True(code == 4, $"{n}: {code}");
            Assert.StartsWith("policyledger-verifier: NOT PROVEN (", error);
            Assert.DoesNotContain("   at ", error);
            Assert.Single(error.TrimEnd('\n').Split('\n'));
        }
    }

    [Theory]
    [InlineData("a pipe", 4, "NOT PROVEN (signature): checkpoint")]
    [InlineData("a link to a pipe", 4, "NOT PROVEN (signature): checkpoint")]
    [InlineData("a device", 4, "NOT PROVEN (signature): checkpoint")]
    [InlineData("a link to itself", 2, "checkpoint': is a link that leads to no file")]
    [InlineData("a link to nothing", 2, "checkpoint': is a link that leads to no file")]
    [InlineData("a link to what it was", 0, "")]
    public async Task What_is_no_regular_file_is_never_opened_and_is_named(string what, int code, string why)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files");
        var checkpoint = Path.Combine(ledger.KitFolder(Question), EvidenceKit.Checkpoint);
        var (kit, other) = (Path.GetDirectoryName(checkpoint)!, Path.Combine(ledger.Folder, "other"));
        File.Move(checkpoint, other);
        if (what == "a link to a pipe")
            File.Delete(other);
        if (what.EndsWith("pipe", StringComparison.Ordinal))
            await Process.Start("mkfifo", what == "a pipe" ? checkpoint : other).WaitForExitAsync(TestContext.Current.CancellationToken);
        if (what != "a pipe")
            File.CreateSymbolicLink(checkpoint, what switch { "a device" => "/dev/zero", "a link to itself" => checkpoint, "a link to nothing" => other + "x", _ => other });
        var ran = await Task.Run(() => Run(kit, "--key", $"{ledger.Key}"), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(code, ran.Code);
        Assert.Contains(why, ran.Error);
    }

    [Fact]
    public async Task It_runs_as_a_process_of_its_own()
    {
        var kit = ledger.KitFolder(Question);
        Assert.Equal(0, await ProcessAsync(kit, "--key", $"{ledger.Key}"));
        Assert.Equal(2, await ProcessAsync(kit));
        File.AppendAllText(Path.Combine(kit, EvidenceKit.Checkpoint), "more\n");
        Assert.Equal(4, await ProcessAsync(kit, "--key", $"{ledger.Key}"));
    }

    [Fact]
    public void It_shares_the_domain_with_the_ledger_and_nothing_else()
    {
        var referenced = typeof(Program).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || name == "System.CommandLine").Order();
        Assert.Equal(["PolicyLedger", "System.CommandLine"], referenced);
    }

    private static byte[] Odd(int kind, byte[] content, Random chance)
    {
        switch (kind)
        {
            case 0:
                return content[..chance.Next(content.Length)];
            case 1:
                chance.NextBytes(content);
                return content;
            case 2:
                return [.. Enumerable.Repeat((byte)"{[\"0\n"[chance.Next(5)], 100_000 * (1 + chance.Next(20)))];
            default:
                var at = chance.Next(content.Length);
                return [.. content[..at], .. content[chance.Next(content.Length)..], 0xfe];
        }
    }

    private static string Refused(params string[] args)
    {
        var (code, told, error) = Run(args);
        Assert.Equal((2, ""), (code, told));
        return error;
    }

    private static string Refused(string kit, string key, string value, string option, string kept, string other, string grown, string file)
    {
        File.WriteAllText(file, "no checkpoint\n");
        return Refused(kit, key, value, option, kept, other, grown);
    }

    private static (int Code, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (Program.Run(args, output, error), output.ToString(), error.ToString());
    }

    private static async Task<int> ProcessAsync(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual("", await output + await error);
        return process.ExitCode;
    }

    private string Kept(string name, string content)
    {
        var path = Path.Combine(ledger.Folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
