using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace PolicyLedger.Cli.Tests.Keeping;

/// <summary>Several processes on one ledger file at once.</summary>
public sealed class SharedLedgerTests : IDisposable
{
    private const int Rows = 300;

    private readonly Cli cli = new();

    [Fact]
    [Trait("Kind", "Process")]
    public async Task Two_recorders_a_reader_and_a_rebuild_share_one_ledger()
    {
        await cli.RecordStance();
        var recorders = new[] { Import("FRA"), Import("ITA") };
        var (reads, rebuilds) = (0, 0);
        while (recorders.Any(recorder => !recorder.HasExited) || reads + rebuilds == 0)
        {
            await FinishAsync(Start("stance", "DEU", "--area", "oxcgrt:C8", "--on", "2021-03-01", "-o", "json"), text => Assert.Contains("\"level\": 3", text));
            reads++;
            await FinishAsync(Start("rebuild", "--quiet"));
            rebuilds++;
        }

        foreach (var recorder in recorders)
            await FinishAsync(recorder);
        foreach (var country in new[] { "FRA", "ITA" })
            Assert.Equal(Rows, (await cli.Run($"log {country} -o jsonl")).Exits(0).Lines.Length);
        (await cli.Run("doctor")).Exits(0);
        Assert.Equal(3, (await cli.Run("stance FRA --area oxcgrt:C8 --on 2021-03-01 -o json")).Json.GetProperty("level").GetInt32());
    }

    public void Dispose() => cli.Dispose();

    private Process Import(string country)
    {
        var rows = Enumerable.Range(0, Rows).Select(n => string.Create(
            CultureInfo.InvariantCulture,
            $"{n},2022-01-01T00:00:00Z,x,{country},C8,{new DateOnly(2021, 1, 1).AddDays(n):yyyy-MM-dd},{new DateOnly(2021, 1, 1).AddDays(n):yyyy-MM-dd},3,new_day"));
        var file = cli.File(country + ".csv", "seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n" + string.Join('\n', rows) + "\n");
        return Start("import", file, "--mapping", "oxcgrt-assertions");
    }

    private Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in args.Prepend(typeof(Program).Assembly.Location))
            start.ArgumentList.Add(arg);
        start.Environment["POLICYLEDGER_LEDGER"] = cli.LedgerFile;
        return Process.Start(start)!;
    }

    private static async Task FinishAsync(Process process, Action<string>? check = null)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"exit {process.ExitCode}: {await error}");
        check?.Invoke(await output);
        process.Dispose();
    }
}
