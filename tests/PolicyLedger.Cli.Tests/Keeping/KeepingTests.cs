using Microsoft.Data.Sqlite;
using PolicyLedger.Sqlite.Models;
using Xunit;

namespace PolicyLedger.Cli.Tests.Keeping;

/// <summary>Replay, rebuild, export and codebook.</summary>
public class KeepingTests : IDisposable
{
    private readonly Cli cli;

    public KeepingTests()
        : this(new Cli())
    {
    }

    private protected KeepingTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task A_replay_holds_what_was_there_and_no_more()
    {
        await cli.RecordStance();
        var between = DateTimeOffset.UtcNow.ToString("O").Replace("+00:00", "Z");
        await cli.RecordPolicy();
        foreach (var (to, rows) in new[] { ("1", 1L), (between, 1), ("3", 2), ("99", 2), ("-1", 0) })
        {
            var file = Path.Combine(cli.Folder, $"{Guid.NewGuid():N}.db");
            (await cli.Run($"replay --to {to} --out {file}")).Exits(0);
            using var models = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            models.Open();
            using var count = models.CreateCommand();
            count.CommandText = "SELECT count(*) FROM segments";
            Assert.Equal((to, rows), (to, (long)count.ExecuteScalar()!));
        }
    }

    [Theory]
    [InlineData("replay --to 1", "--out")]
    [InlineData("replay --out x.db", "--to")]
    [InlineData("replay --to yesterday --out {0}/x.db", "--to 'yesterday'")]
    [InlineData("replay --to 2021-01-01 --out {0}/x.db", "is a day, not an instant")]
    [InlineData("replay --to 1 --out {0}/there.db", "something there already")]
    public async Task A_replay_overwrites_nothing(string line, string message)
    {
        await cli.RecordStance();
        cli.File("there.db", "something");
        Assert.Contains(message, (await cli.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, cli.Folder))).Exits(2).Error);
        (await cli.Run("doctor")).Exits(0);
    }

    [Fact]
    public async Task A_rebuild_changes_no_answer()
    {
        await cli.RecordFounding();
        const string Question = "stance --area migration:asylum --basis declared --on 2025-11-30 --known-at 2100-01-01T00:00:00Z -o json";
        var before = (await cli.Run(Question)).Exits(0).Out;
        Assert.Equal(8, (await cli.Run("rebuild -o json")).Exits(0).Json[0].GetProperty("events").GetInt32());
        Assert.Equal(before, (await cli.Run(Question)).Out);
        System.IO.File.Delete(cli.ModelsPath);
        Assert.Equal(before, (await cli.Run(Question)).Out);
    }

    [Fact]
    public async Task A_rebuild_without_models_builds_once_and_counts_on_the_terminal()
    {
        using var terminal = new Cli { Terminal = true };
        await terminal.RecordFounding();
        Assert.Equal("\rrebuilding, events: 8\r                     \r", (await terminal.Run("rebuild")).Exits(0).Error);
        Assert.Equal("\rrebuilding, events: 8\r                     \r", (await terminal.Run("rebuild")).Exits(0).Error);
        Assert.Empty((await terminal.Run("rebuild --quiet")).Exits(0).Error);
    }

    [Fact]
    public async Task The_first_question_after_a_recording_counts_on_the_terminal_and_erases_that()
    {
        using var terminal = new Cli { Terminal = true };
        await terminal.RecordFounding();
        const string Question = "stance --area migration:asylum --basis declared --on 2025-11-30";
        Assert.Equal("\rreading new events: 8\r                     \r", (await terminal.Run(Question)).Exits(0).Error);
        Assert.Empty((await terminal.Run(Question)).Exits(0).Error);
        await terminal.RecordStance();
        Assert.Equal("\rreading new events: 10\r                      \r", (await terminal.Run(Question)).Exits(0).Error);
    }

    [Fact]
    public async Task Exported_events_are_lines_of_json_with_their_stored_bytes()
    {
        await cli.RecordFounding();
        var lines = (await cli.Run("export events")).Exits(0).Lines;
        Assert.Equal(8, lines.Length);
        var e = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(lines[1]);
        Assert.Equal("statement-made.v1", e.GetProperty("type").GetString());
        var salted = Convert.FromHexString(e.GetProperty("salt").GetString()!).Concat(System.Text.Encoding.UTF8.GetBytes(e.GetProperty("text").GetRawText())).ToArray();
        Assert.Equal(e.GetProperty("metadata").GetProperty("textHash").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(salted)));
        Assert.Equal(3, (await cli.Run("export events --at 2")).Lines.Length);
        (await cli.Run("export events -o csv")).Exits(2);
        (await cli.Run("export")).Exits(2);
    }

    [Fact]
    public async Task Exported_stances_are_every_cell_on_a_day()
    {
        await cli.RecordStance();
        await cli.RecordPolicy();
        var lines = (await cli.Run("export stances --on 2021-03-01")).Exits(0).Lines;
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("DEU,oxcgrt:C8,,2021-03-01,", lines[1]);
        Assert.StartsWith("GBR,migration:asylum,,2021-03-01,", lines[2]);
        Assert.Equal(2, (await cli.Run("export stances GBR --on 2021-03-01")).Lines.Length);
        Assert.Single((await cli.Run("export stances --area oxcgrt:C1 --on 2021-03-01")).Lines);
    }

    [Fact]
    public async Task A_panel_has_a_row_for_each_cell_and_day()
    {
        await cli.RecordStance();
        var lines = (await cli.Run("export panel --area oxcgrt:C8 --from 2020-12-31 --until 2021-01-02")).Exits(0).Lines;
        Assert.Equal(
            [
                "jurisdiction,area,target,day,status,level,days,direction,magnitude,label,certainty,record_id",
                "DEU,oxcgrt:C8,,2020-12-31,unknown,,,,,,,",
                "DEU,oxcgrt:C8,,2021-01-01,known,3,,,,arrivals from some places are barred,definite,DEU-coded",
            ],
            lines);
        (await cli.Run("export panel --from 2021-01-02 --until 2021-01-02")).Exits(2);
        (await cli.Run("export panel --from 2021-01-02")).Exits(2);
    }

    [Fact]
    public async Task Codebooks_are_listed_shown_adopted_and_revised()
    {
        Assert.Contains("visa", (await cli.Run("codebook list")).Exits(0).Out);
        Assert.Contains("arrivals from some places are barred", (await cli.Run("codebook show oxcgrt")).Exits(0).Out);
        (await cli.Run("codebook adopt visa")).Exits(0);
        Assert.Contains("nothing to record", (await cli.Run("codebook adopt visa --command-id 0190163d-8694-739b-aea5-966c26f8ad91")).Exits(0).Error);
        Assert.Equal("true", (await cli.Run("codebook list -o csv")).Lines.Single(line => line.StartsWith("visa", StringComparison.Ordinal)).Split(',')[1]);
        Assert.Equal(2, (await cli.Run("codebook show visa --codebook-version 2 -o json")).Json[0].GetProperty("version").GetInt32());
        const string Areas = """[{"area":"a","title":"A","kind":"level","levels":[{"level":0,"label":"none"},{"level":1,"label":"some"}]}]""";
        (await cli.Run("codebook adopt --json -", $$"""{"codebook":"mine","areas":{{Areas}}}""")).Exits(0);
        (await cli.Run("codebook revise --json -", $$"""{"codebook":"mine","areas":{{Areas}},"map":[]}""")).Exits(0);
        Assert.Equal(2, (await cli.Run("codebook show mine -o json")).Json[0].GetProperty("version").GetInt32());
        Assert.Contains("--codebook-version '9': visa has versions 1 to", (await cli.Run("codebook show visa --codebook-version 9")).Exits(2).Error);
        Assert.Contains("codebook show visa", (await cli.Run("codebook visa")).Exits(2).Error);
        Assert.Contains("list, show, adopt or revise", (await cli.Run("codebook")).Exits(2).Error);
        (await cli.Run("codebook show none")).Exits(2);
        (await cli.Run("codebook adopt none")).Exits(2);
        (await cli.Run("codebook adopt")).Exits(2);
        (await cli.Run("codebook revise --json -", """{"codebook":"none","areas":[],"map":[]}""")).Exits(2);
    }
}

/// <summary>The same on a server.</summary>
public sealed class KeepingOnServerTests() : KeepingTests(Cli.OnServer());
