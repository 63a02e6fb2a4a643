using Xunit;

namespace PolicyLedger.Cli.Tests.Asking;

public class StanceBatchTests : IDisposable
{
    private const string Answer = "status,level,label,direction,certainty,since,until,record_id,position";
    private readonly Cli cli;

    public StanceBatchTests()
        : this(new Cli())
    {
    }

    private protected StanceBatchTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Rows_come_back_as_given_and_in_order_with_their_answers()
    {
        await cli.RecordStance();
        await cli.RecordPolicy();
        var ran = (await cli.Run(
            "stance --batch -",
            """
            note,on,area,jurisdiction,basis,known_at
            a,2022-06-01,oxcgrt:C8,DEU,,
            "b, c",2021-06-01,oxcgrt:C8,Germany,inForce,
            ,2025-11-15,migration:asylum,GBR,declared,
            d,2021-06-01,oxcgrt:C8,DEU,,2020-01-01T00:00:00+01:00

            """)).Exits(0);
        Assert.Equal(
            [
                $"note,on,area,jurisdiction,basis,known_at,{Answer}",
                "a,2022-06-01,oxcgrt:C8,DEU,,,unknown,,,,,,,,",
                "\"b, c\",2021-06-01,oxcgrt:C8,Germany,inForce,,known,3,arrivals from some places are barred,,definite,2021-01-01,2022-01-01,DEU-coded,1",
                ",2025-11-15,migration:asylum,GBR,declared,,known,,more restrictive,moreRestrictive,possible,[2025-11-01..2025-11-30],,GBR-overhaul,3",
                "d,2021-06-01,oxcgrt:C8,DEU,,2020-01-01T00:00:00+01:00,notYetKnown,,,,,,,,",
            ],
            ran.Lines);
        Assert.Empty(ran.Error);
    }

    [Fact]
    public async Task The_day_that_stands_for_ever_is_no_day_of_a_row()
    {
        await cli.RecordStance();
        var ran = (await cli.Run("stance --batch -", "jurisdiction,area,on\nDEU,oxcgrt:C8,9999-12-31\nDEU,oxcgrt:C8,9999-12-30\n")).Exits(1);
        Assert.Equal("DEU,oxcgrt:C8,9999-12-31,error,,,,,,,,", ran.Lines[1]);
        Assert.Contains(",unknown,", ran.Lines[2]);
        Assert.Contains("line 2: on '9999-12-31': the last day that can be asked for is 9999-12-30", ran.Error);
    }

    [Fact]
    public async Task A_bad_row_keeps_its_place_and_says_why()
    {
        await cli.RecordStance();
        var file = cli.File("questions.csv", "jurisdiction,area,on\nDEU,oxcgrt:C8,2021-06-01\nXXX,oxcgrt:C8,2021-06-01\nDEU,oxcgrt:C8,1.6.2021\nDEU,oxcgrt:C8\nDEU,oxcgrt:Z1,2021-06-01\nDEU,oxcgrt:C8,\nDEU,oxcgrt:C8,2021-06-02\n");
        var ran = (await cli.Run($"stance --batch {file}")).Exits(1);
        Assert.Equal(8, ran.Lines.Length);
        Assert.Contains(",known,3,", ran.Lines[1]);
        Assert.Equal("XXX,oxcgrt:C8,2021-06-01,error,,,,,,,,", ran.Lines[2]);
        Assert.Equal("DEU,oxcgrt:C8,1.6.2021,error,,,,,,,,", ran.Lines[3]);
        Assert.Equal("DEU,oxcgrt:C8,,error,,,,,,,,", ran.Lines[4]);
        Assert.Equal("DEU,oxcgrt:Z1,2021-06-01,error,,,,,,,,", ran.Lines[5]);
        Assert.Equal("DEU,oxcgrt:C8,,error,,,,,,,,", ran.Lines[6]);
        Assert.Contains(",known,3,", ran.Lines[7]);
        Assert.Contains("line 3: jurisdiction 'XXX'", ran.Error);
        Assert.Contains("line 4: on '1.6.2021'", ran.Error);
        Assert.Contains("line 5: row: 2 columns, where the header has 3", ran.Error);
        Assert.Contains("line 6: area 'oxcgrt:Z1'", ran.Error);
        Assert.Contains("line 7: on: required", ran.Error);
        Assert.Contains("5 rows could not be answered", ran.Error);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_its_own_row()
    {
        await cli.RecordStance();
        const string Rows = "note,jurisdiction,area,on\n\"a,DEU,oxcgrt:C8,2021-06-01\n\"b\nc\",DEU,oxcgrt:C8,2021-06-01\nd,DEU,oxcgrt:C8,\"2021-06-01\ne,DEU,oxcgrt:C8,2021-06-01\n";
        var ran = (await cli.Run("stance --batch -", Rows)).Exits(1);
        Assert.Equal("\"a,DEU,oxcgrt:C8,2021-06-01\",,,,error,,,,,,,,", ran.Lines[1]);
        Assert.Equal("\"b", ran.Lines[2]);
        Assert.StartsWith("c\",DEU,oxcgrt:C8,2021-06-01,known,3,", ran.Lines[3]);
        Assert.Equal("d,DEU,oxcgrt:C8,2021-06-01,error,,,,,,,,", ran.Lines[4]);
        Assert.StartsWith("e,DEU,oxcgrt:C8,2021-06-01,known,3,", ran.Lines[5]);
        Assert.Contains("line 2: row: text behind a closing quote", ran.Error);
        Assert.Contains("line 5: row: a quote is opened and not closed", ran.Error);
    }

    [Fact]
    public async Task Positions_and_options_fill_what_rows_leave_open()
    {
        await cli.RecordStance();
        var rows = "jurisdiction,area,target,at\nDEU,oxcgrt:C8,SYR,0\nDEU,oxcgrt:C8,,1\nDEU,oxcgrt:C8,,x\n";
        var ran = (await cli.Run("stance --batch - --on 2021-06-01", rows)).Exits(1);
        Assert.Equal(["notYetKnown", "known", "error"], ran.Lines[1..].Select(line => line.Split(',')[4]));
    }

    [Theory]
    [InlineData("area,on\n", "no column 'jurisdiction'")]
    [InlineData("jurisdiction,area,on,on\n", "each column at most once")]
    [InlineData("", "is empty; the first line has to name the columns")]
    public async Task A_header_that_cannot_be_used_is_refused(string rows, string message)
    {
        await cli.RecordStance();
        Assert.Contains(message, (await cli.Run("stance --batch -", rows)).Exits(2).Error);
    }

    [Theory]
    [InlineData("stance DEU --batch -")]
    [InlineData("stance --batch - -o json")]
    public async Task What_does_not_go_with_a_batch_is_refused(string line)
    {
        await cli.RecordStance();
        (await cli.Run(line)).Exits(2);
    }

    [Fact]
    public async Task Ten_thousand_rows_are_answered_in_order_from_one_point_of_view()
    {
        await cli.RecordStance();
        var rows = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},DEU,oxcgrt:C8,202{(i % 2) + 1}-06-01\n"));
        var ran = (await cli.Run("stance --batch -", "n,jurisdiction,area,on\n" + rows)).Exits(0);
        Assert.Equal(10_001, ran.Lines.Length);
        Assert.All(ran.Lines.Skip(1).Select((line, i) => (line, i)), row => Assert.StartsWith($"{row.i},DEU,oxcgrt:C8,202{(row.i % 2) + 1}-06-01,{(row.i % 2 == 0 ? "known,3" : "unknown,,")}", row.line));
    }
}

/// <summary>The same on a server.</summary>
public sealed class StanceBatchOnServerTests() : StanceBatchTests(Cli.OnServer());
