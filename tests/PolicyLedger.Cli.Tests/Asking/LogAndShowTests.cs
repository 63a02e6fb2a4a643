using Xunit;

namespace PolicyLedger.Cli.Tests.Asking;

/// <summary>Log, show and pressure.</summary>
public class LogAndShowTests : IDisposable
{
    private readonly Cli cli;

    public LogAndShowTests()
        : this(new Cli())
    {
    }

    private protected LogAndShowTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task The_log_is_in_order_and_can_be_narrowed()
    {
        await cli.RecordStance();
        await cli.RecordPolicy();
        Assert.Equal([0L, 1, 2, 3], (await cli.Run("log -o json")).Exits(0).Json.EnumerateArray().Select(e => e.GetProperty("position").GetInt64()));
        Assert.Equal(2, (await cli.Run("log --limit 2 -o jsonl")).Lines.Length);
        Assert.Equal(2, (await cli.Run("log --from 2 -o jsonl")).Lines.Length);
        Assert.Equal(2, (await cli.Run("log --at 1 -o jsonl")).Lines.Length);
        Assert.Single((await cli.Run("log UK -o jsonl")).Lines);
        Assert.StartsWith("3,country-GBR,0,", (await cli.Run("log --type policy-announced -o csv")).Lines[1]);
        Assert.Contains("Overhaul", (await cli.Run("log")).Out);
    }

    [Fact]
    public async Task A_record_is_shown_as_it_now_reads_with_its_history()
    {
        await cli.RecordPolicy();
        await cli.Record($"suspend GBR-overhaul --on 2026-01-01 {Cli.Source}");
        await cli.Record($"correct GBR-overhaul --entry GBR-overhaul/1 --change 'on: 2026-01-01 -> 2026-02-01' --reason misread {Cli.Source}");
        var json = (await cli.Run("show GBR-overhaul -o json")).Exits(0).Json;
        Assert.Equal("2026-02-01", json.GetProperty("entries")[0].GetProperty("facts").GetProperty("on").GetString());
        Assert.Equal(["policy-announced.v1", "policy-suspended.v1", "record-corrected.v1"], json.GetProperty("history").EnumerateArray().Select(e => e.GetProperty("type").GetString()));
        Assert.Equal("2026-01-01", json.GetProperty("history")[1].GetProperty("facts").GetProperty("on").GetString());
        Assert.Equal("2026-01-01", (await cli.Run("show GBR-overhaul --at 2 -o json")).Json.GetProperty("entries")[0].GetProperty("facts").GetProperty("on").GetString());
        Assert.Contains("GBR-overhaul/1", (await cli.Run("show GBR-overhaul/1")).Exits(0).Out);
        (await cli.Run("show GBR-overhaul -o csv")).Exits(0);
    }

    [Fact]
    public async Task Erased_text_is_shown_as_erased_everywhere()
    {
        await cli.RecordPolicy();
        var erased = (await cli.Run("record erase GBR-overhaul --grounds courtOrder --reason order")).Exits(0);
        Assert.Contains("Not reached: backups", erased.Error);
        Assert.Contains("because order", (await cli.Run("show GBR-overhaul")).Out);
        Assert.Contains("(erased)", (await cli.Run("log")).Out);
        foreach (var line in new[] { "log", "log -o json", "log --at 1", "show GBR-overhaul", "show GBR-overhaul --at 1 -o json", "export events" })
            Assert.DoesNotContain("Overhaul", (await cli.Run(line)).Exits(0).Out);
        Assert.Equal("known", (await cli.Run("stance GBR --area migration:asylum --basis declared --on 2025-11-30 -o json")).Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("show GBR-none", 3)]
    [InlineData("show GBR-overhaul/9", 3)]
    [InlineData("show nonsense", 2)]
    [InlineData("show GBR-overhaul/x", 2)]
    [InlineData("log QQQ", 2)]
    [InlineData("log --limit x", 2)]
    public async Task What_is_not_there_is_told_apart_from_what_cannot_be(string line, int code)
    {
        await cli.RecordPolicy();
        (await cli.Run(line)).Exits(code);
    }

    [Fact]
    public async Task Pressure_has_two_groups_that_are_never_mixed()
    {
        await cli.Record($"cable USA --id one --to DEU --ask migration:asylum=moreRestrictive --on 2025-11-01 --known-by published --title A {Cli.Source}");
        await cli.Record($"cable USA --id two --to-class western-countries --ask migration:exit=moreRestrictive --on 2025-11-02 --known-by published --title B {Cli.Source}");
        var json = (await cli.Run("pressure DEU --on 2025-11-30 -o json")).Exits(0).Json;
        Assert.Equal("USA-one", json.GetProperty("naming").EnumerateArray().Single().GetProperty("recordId").GetString());
        Assert.Equal("western-countries", json.GetProperty("maybe").EnumerateArray().Single().GetProperty("class").GetString());
        Assert.Empty((await cli.Run("pressure DEU --on 2025-11-30 --area migration:asylum -o json")).Json.GetProperty("maybe").EnumerateArray());
        Assert.Empty((await cli.Run("pressure FRA --on 2025-11-30 -o json")).Json.GetProperty("naming").EnumerateArray());
        Assert.Equal(["naming,USA-one", "maybe,USA-two"], (await cli.Run("pressure DEU --on 2025-11-30 -o csv")).Lines[1..].Select(line => string.Join(',', line.Split(',')[..2])));
        var text = (await cli.Run("pressure DEU --on 2025-11-30")).Exits(0).Out;
        Assert.True(text.IndexOf("USA-one", StringComparison.Ordinal) < text.IndexOf("they may include DEU", StringComparison.Ordinal));
        Assert.Contains("unknown", (await cli.Run("stance DEU --area migration:asylum --on 2025-11-30 --basis declared")).Out.Replace("not yet known", "unknown"));
    }
}

/// <summary>The same on a server.</summary>
public sealed class LogAndShowOnServerTests() : LogAndShowTests(Cli.OnServer());
