using Xunit;

namespace PolicyLedger.Cli.Tests.Asking;

/// <summary>Timeline, compare and diff.</summary>
public class CourseTests : IDisposable
{
    private readonly Cli cli;

    public CourseTests()
        : this(new Cli())
    {
    }

    private protected CourseTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task A_timeline_has_no_gaps_and_exclusive_ends()
    {
        await cli.RecordStance();
        await cli.Record($"stance DEU --id later --area oxcgrt:C8 --period 2021-06 --level 4 {Cli.Source}");
        var ran = (await cli.Run("timeline DEU --area oxcgrt:C8 --from 2020-12-01 --until 2022-02-01 -o csv")).Exits(0);
        Assert.Equal(
            ["2020-12-01,2021-01-01,unknown,", "2021-01-01,2021-06-01,known,3", "2021-06-01,2021-07-01,known,4", "2021-07-01,2022-01-01,known,3", "2022-01-01,2022-02-01,unknown,"],
            ran.Lines[1..].Select(line => line.Split(',')).Select(cells => string.Join(',', cells[0], cells[1], cells[8], cells[9])));
        Assert.Matches("^2021-06-01 +2021-07-01 +4 .* definite +DEU-later$", (await cli.Run("timeline DEU --area oxcgrt:C8")).Exits(0).Lines[2]);
        Assert.Equal(4, (await cli.Run("timeline DEU --area oxcgrt:C8 -o json")).Json[1].GetProperty("stance").GetProperty("level").GetInt32());
    }

    [Fact]
    public async Task An_open_course_has_no_end()
    {
        await cli.RecordPolicy();
        var ran = (await cli.Run("timeline GBR --area migration:asylum --basis declared -o json")).Exits(0).Json;
        Assert.Equal(["possible", "definite"], ran.EnumerateArray().Select(stretch => stretch.GetProperty("stance").GetProperty("certainty").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, ran[1].GetProperty("until").ValueKind);
        Assert.Contains("nothing is said", (await cli.Run("timeline GBR --area migration:asylum")).Exits(0).Error);
    }

    [Fact]
    public async Task Countries_are_compared_on_one_timeline()
    {
        await cli.RecordStance();
        await cli.Record($"stance FRA --area oxcgrt:C8 --period 2021-07-01/2022-06-30 --level 1 {Cli.Source}");
        var ran = (await cli.Run("compare DEU France --area oxcgrt:C8 -o csv")).Exits(0);
        Assert.Equal(["from,until,DEU,FRA", "2021-01-01,2021-07-01,3,", "2021-07-01,2022-01-01,3,1", "2022-01-01,2022-07-01,,1"], ran.Lines);
        (await cli.Run("compare DEU --area oxcgrt:C8")).Exits(2);
        (await cli.Run("compare DEU Germany --area oxcgrt:C8")).Exits(2);
        (await cli.Run("compare DEU FRA")).Exits(2);
    }

    [Fact]
    public async Task A_diff_tells_what_was_learned_from_what_changed()
    {
        await cli.Record($"stance DEU --id old --area oxcgrt:C8 --period 2021 --level 1 --known-at 2021-01-01T00:00:00Z {Cli.Source}");
        await cli.Record($"stance DEU --id new --area oxcgrt:C8 --period 2021 --level 2 --known-at 2021-02-01T00:00:00Z {Cli.Source}");
        await cli.Record($"stance DEU --id next --area oxcgrt:C8 --period 2022 --level 3 --known-at 2021-02-01T00:00:00Z {Cli.Source}");
        var row = (await cli.Run("diff DEU --from-on 2021-06-01 --on 2022-06-01 --from-known-at 2021-01-15T00:00:00Z --known-at 2021-03-01T00:00:00Z -o json")).Exits(0).Json[0];
        Assert.True(row.GetProperty("learned").GetBoolean());
        Assert.True(row.GetProperty("world").GetBoolean());
        Assert.Equal([1, 2, 3], new[] { "before", "between", "after" }.Select(name => row.GetProperty(name).GetProperty("level").GetInt32()));
        Assert.Equal(2, row.GetProperty("learnedBy")[0].GetInt64());
        var table = (await cli.Run("diff --from-on 2021-06-01 --on 2022-06-01")).Exits(0);
        Assert.Matches("^DEU +oxcgrt:C8 +- +world +2 .*3 ", table.Lines[1]);
        Assert.Contains("nothing differs", (await cli.Run("diff --from-on 2021-06-01 --on 2021-06-02")).Exits(0).Error);
    }

    [Theory]
    [InlineData("diff", "--from-on")]
    [InlineData("diff --from-known-at 2023-01-01T00:00:00Z --known-at 2022-01-01T00:00:00Z", "--from-known-at '2023-01-01T00:00:00Z': the first knowledge time is later than the second")]
    [InlineData("timeline DEU", "--area")]
    [InlineData("timeline DEU --area oxcgrt:C8 --from 2021-02-01 --until 2021-02-01", "until is exclusive")]
    public async Task Usage(string line, string message)
    {
        await cli.RecordStance();
        Assert.Contains(message, (await cli.Run(line)).Exits(2).Error);
    }
}

/// <summary>The same on a server.</summary>
public sealed class CourseOnServerTests() : CourseTests(Cli.OnServer());
