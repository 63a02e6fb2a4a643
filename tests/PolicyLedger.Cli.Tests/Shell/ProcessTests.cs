using System.Diagnostics;
using System.Text;
using Xunit;

namespace PolicyLedger.Cli.Tests.Shell;

/// <summary>What only shows in a real process: exit codes, signals, pipes, locales.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "PolicyLedger.Cli.dll");
    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Exit_codes_reach_the_shell()
    {
        await cli.RecordPolicy();
        Assert.Equal(0, (await RunAsync($"\"$@\" stance GBR --ledger {cli.LedgerFile}")).Code);
        Assert.Equal(2, (await RunAsync("\"$@\" stance QQQ")).Code);
        Assert.Equal(3, (await RunAsync($"\"$@\" show GBR-none --ledger {cli.LedgerFile}")).Code);
        Assert.Equal(7, (await RunAsync("\"$@\" stance GBR --ledger /nowhere/at/all.db")).Code);
    }

    [Fact]
    public async Task Data_goes_behind_what_stands_in_a_file()
    {
        await cli.RecordPolicy();
        var ran = await RunAsync($"(echo first; \"$@\" log --ledger {cli.LedgerFile} -o csv; echo last) > {cli.Folder}/out; cat {cli.Folder}/out");
        var lines = ran.Out.TrimEnd().Split('\n');
        Assert.Equal(("first", "last", 5), (lines[0], lines[^1], lines.Length));
    }

    [Fact]
    public async Task A_closed_pipe_ends_it_quietly()
    {
        await cli.RecordStance();
        var rows = string.Concat(Enumerable.Repeat("DEU,oxcgrt:C8,2021-06-01\n", 30_000));
        var file = cli.File("rows.csv", "jurisdiction,area,on\n" + rows);
        var ran = await RunAsync($"\"$@\" stance --batch {file} --ledger {cli.LedgerFile} | head -2; echo ${{PIPESTATUS[0]}}");
        Assert.Equal(["jurisdiction,area,on,status,level,label,direction,certainty,since,until,record_id,position", "DEU,oxcgrt:C8,2021-06-01,known,3,arrivals from some places are barred,,definite,2021-01-01,2022-01-01,DEU-coded,1", "0"], ran.Out.TrimEnd().Split('\n'));
        Assert.Empty(ran.Error);
    }

    [Fact]
    public async Task Ctrl_c_stops_it_with_130()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("signals are sent by kill");
        await cli.RecordStance();

        // Started without a shell: what a shell starts in the background ignores SIGINT.
        using var process = Start("stance", "--batch", "-", "--ledger", cli.LedgerFile);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync("jurisdiction,area,on\n" + string.Concat(Enumerable.Repeat("DEU,oxcgrt:C8,2021-06-01\n", 2000)));
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            process.Kill();
            Assert.Fail("it went on after SIGINT");
        }

        Assert.Equal(130, process.ExitCode);
        Assert.DoesNotContain("   at ", await error);
        Assert.StartsWith("jurisdiction,", await output + "jurisdiction,");
    }

    [Fact]
    public async Task A_batch_answers_each_row_before_it_waits_for_the_next()
    {
        await cli.RecordStance();
        using var process = Start("stance", "--batch", "-", "--ledger", cli.LedgerFile);
        await process.StandardInput.WriteAsync("jurisdiction,area,on\nDEU,oxcgrt:C8,2021-06-01\n");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var (header, first) = (await LineAsync(process), await LineAsync(process));
        await process.StandardInput.WriteAsync("DEU,oxcgrt:C8,2022-06-01\n");
        process.StandardInput.Close();
        Assert.StartsWith("jurisdiction,area,on,status", header);
        Assert.StartsWith("DEU,oxcgrt:C8,2021-06-01,known", first);
        Assert.StartsWith("DEU,oxcgrt:C8,2022-06-01,unknown", await LineAsync(process));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task An_interrupted_import_tells_what_it_did_and_goes_on_when_run_again()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("signals are sent by kill");
        var rows = Enumerable.Range(0, 1_400).Select(i => $"{i},2022-01-01T00:00:00Z,abc,DEU,C8,{new DateOnly(2018, 1, 1).AddDays(i):yyyy-MM-dd},{new DateOnly(2018, 1, 1).AddDays(i):yyyy-MM-dd},3,new_day\n").ToList();
        const string Header = "seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n";
        using var process = Start("import", "-", "--mapping", "oxcgrt-assertions", "--rejects", Path.Combine(cli.Folder, "rejects.jsonl"), "-o", "json", "--ledger", cli.LedgerFile);
        await process.StandardInput.WriteAsync(Header + string.Concat(rows.Take(1_200)));
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        while (!process.HasExited && !(System.IO.File.Exists(cli.LedgerFile) && (await cli.Run("log -o jsonl --limit 100000")).Out.Count(c => c == '\n') > 1_000))
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var summary = new Ran(process.ExitCode, output, error).Exits(130).Json[0];
        Assert.Equal((1_000, true), (summary.GetProperty("recorded").GetInt32(), summary.GetProperty("cancelled").GetBoolean()));
        Assert.Contains("goes on from there", error);

        var again = (await cli.Run($"import {cli.File("rows.csv", Header + string.Concat(rows))} --mapping oxcgrt-assertions -o json")).Exits(0).Json[0];
        Assert.Equal((400, 1_000), (again.GetProperty("recorded").GetInt32(), again.GetProperty("alreadyThere").GetInt32()));
        Assert.Equal(1_401, (await cli.Run("log -o jsonl --limit 100000")).Lines.Distinct().Count());
        (await cli.Run("doctor")).Exits(0);
    }

    [Theory]
    [InlineData("\"$@\" record --json . --ledger {0}", 2, "--json '.': is a folder")]
    [InlineData("\"$@\" stance --batch . --ledger {0}", 2, "--batch '.': is a folder")]
    [InlineData("\"$@\" import . --ledger {0}", 2, "FILE '.': is a folder")]
    [InlineData("\"$@\" log --ledger {0} >&-", 1, "standard output is closed")]
    [InlineData("\"$@\" log --ledger {0} > /dev/full", 1, "No space left")]
    public async Task A_mistake_of_the_caller_is_no_bug_of_the_program(string script, int code, string message)
    {
        await cli.RecordStance();
        var ran = await RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, script, cli.LedgerFile));
        Assert.Contains(message, ran.Error);
        Assert.DoesNotContain("bug in the program", ran.Error);
        Assert.Equal(code, ran.Code);
    }

    [Theory]
    [InlineData("th_TH.UTF-8")]
    [InlineData("ar_SA.UTF-8")]
    [InlineData("de_DE.UTF-8")]
    [InlineData("tr_TR.UTF-8")]
    public async Task No_locale_changes_a_date_or_a_number(string locale)
    {
        await cli.RecordStance();
        var ran = await RunAsync($"\"$@\" stance DEU --area oxcgrt:C8 --on 2021-03-01 --known-at 2100-01-01T00:00:00.5Z -o csv --ledger {cli.LedgerFile}", ("LANG", locale), ("LC_ALL", locale), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "0"));
        Assert.Equal("DEU,oxcgrt:C8,,2021-03-01,2100-01-01T00:00:00.5Z,1,inForce,known,3,arrivals from some places are barred,,definite,2021-01-01,2022-01-01,DEU-coded,1", ran.Out.TrimEnd().Split('\n')[1]);
    }

    [Theory]
    [InlineData("stance --batch - --ledger {0}")]
    [InlineData("import - --ledger {0}")]
    [InlineData("record --json - --ledger {0}")]
    [InlineData("stance DEU --ledger {1}")]
    public async Task Garbage_gives_a_message_and_no_stack_trace(string line)
    {
        await cli.RecordStance();
        var garbage = cli.File("garbage.db", "garbage");
        var ran = await RunAsync($"head -c 20000 /dev/urandom | \"$@\" {string.Format(System.Globalization.CultureInfo.InvariantCulture, line, cli.LedgerFile, garbage)}");
        Assert.InRange(ran.Code, 1, 4);
        Assert.NotEmpty(ran.Error);
        Assert.DoesNotContain("   at PolicyLedger", ran.Error);
        Assert.DoesNotContain("bug in the program", ran.Error);
    }

    private static Process Start(params string[] args) => Process.Start(new ProcessStartInfo("dotnet", [Program, .. args])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    // Generous, for a busy machine; without an answer the test would wait for ever.
    private static async Task<string?> LineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    private static async Task<(int Code, string Out, string Error)> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (var arg in (string[])["-c", script, "bash", "dotnet", Program])
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (bash.ExitCode, output, await error);
    }
}
