using System.Text;
using Xunit;
using static PolicyLedger.Tests.Import.ImportFixture;

namespace PolicyLedger.Tests.Import;

public sealed class RejectsTests : IDisposable
{
    private readonly ImportFixture ledger = new();

    [Theory]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,9,new_day", "value '9': C1 has levels 0 to 3")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,1.5,new_day", "value '1.5': a level is a whole number, such as 0 or 3")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,03,new_day", "value '03': a level is a whole number, such as 0 or 3")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-02,2020-01-01,1,new_day", "to_date '2020-01-02/2020-01-01': end before start: write the earlier date first")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,01.02.2020,2020-01-01,1,new_day", "from_date '01.02.2020'")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,,1,new_day", "to_date: required, and empty")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,,2020-01-01,1,new_day", "from_date: required where to_date is given")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,,,1,new_day", "from_date: required, and empty")]
    [InlineData("7,2022-01-01T00:00:00,abc,DEU,C1,2020-01-01,2020-01-01,1,new_day", "recorded_at '2022-01-01T00:00:00': has no offset")]
    [InlineData("7,2999-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-01,1,new_day", "recorded_at '2999-01-01T00:00:00Z': a knowledge time is never later than the record time")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,XQQ,C1,2020-01-01,2020-01-01,1,new_day", "country 'XQQ'")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C99,2020-01-01,2020-01-01,1,new_day", "area 'oxcgrt:C99'")]
    [InlineData(",2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-01,1,new_day", "seq: required, and empty")]
    [InlineData("7 8,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-01,1,new_day", "record 'DEU-C1-7 8'")]
    public async Task A_row_that_breaks_a_rule_is_rejected_with_field_value_and_rule(string row, string reason)
    {
        var summary = await ledger.ImportAsync($"{Header}{Assertion(1)}{row}\n{Assertion(2)}");
        Assert.Equal(Counts(recorded: 2, rejected: 1), summary.Counts);
        Assert.StartsWith(reason, summary.FirstReject!.Reason);
        Assert.StartsWith($$"""{"line":3,"reason":"{{reason}}""", Assert.Single(ledger.Rejects));
        Assert.Contains("\"row\":{\"seq\":", ledger.Rejects[0]);
    }

    [Theory]
    [InlineData("\"7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,1,x", "a quote is opened and not closed")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,1,\"x", "a quote is opened and not closed")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,1,\"x\"y", "text behind a closing quote")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,1,x\"y", "a quote in a field that does not begin with one")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU", "4 columns, where the header has 9")]
    [InlineData("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,1,x,y", "10 columns, where the header has 9")]
    public async Task A_line_that_cannot_be_read_costs_itself_alone(string line, string reason)
    {
        var summary = await ledger.ImportAsync($"{Header}{Assertion(1)}{line}\n{Assertion(2)}\n{Assertion(3)}");
        Assert.Equal(Counts(recorded: 3, rejected: 1), summary.Counts);
        Assert.StartsWith($$"""{"line":3,"reason":"{{reason}}""", Assert.Single(ledger.Rejects));
        Assert.EndsWith($$""","text":"{{line.Replace("\"", "\\\"")}}"}""", ledger.Rejects[0]);
    }

    [Fact]
    public async Task A_quote_that_is_closed_by_another_stray_quote_swallows_no_row_between()
    {
        var rows = string.Concat(Enumerable.Range(10, 40).Select(seq => Assertion(seq)));
        var summary = await ledger.ImportAsync($"{Header}\"{Assertion(1)}{rows}\"{Assertion(2)}{Assertion(3)}");
        Assert.Equal(Counts(recorded: 41, rejected: 2), summary.Counts);
        Assert.Equal([2, 43], ledger.Rejects.Select(line => int.Parse(line.Split(':', ',')[1])));
    }

    [Fact]
    public async Task A_line_that_is_not_utf8_or_too_long_costs_itself_alone()
    {
        byte[] notUtf8 = [.. Encoding.UTF8.GetBytes("7,2022-01-01T00:00:00Z,abc,DEU,C1,2020-01-01,2020-01-02,1,"), 0xC3, 0x28, (byte)'\n'];
        byte[] tooLong = [.. Enumerable.Repeat((byte)'x', 3_000_000), (byte)'\n'];
        byte[] content = [.. Encoding.UTF8.GetBytes(Header + Assertion(1)), .. notUtf8, .. tooLong, .. Encoding.UTF8.GetBytes(Assertion(2))];
        Assert.Equal(Counts(recorded: 2, rejected: 2), (await ledger.TryImportAsync(content)).OrThrow().Counts);
        Assert.StartsWith("""{"line":3,"reason":"not valid UTF-8","text":"7,2022""", ledger.Rejects[0]);
        Assert.Equal("""{"line":4,"reason":"longer than 1048576 bytes","text":""}""", ledger.Rejects[1]);
    }

    [Fact]
    public async Task There_is_a_rejects_file_only_while_there_are_rejects()
    {
        await ledger.ImportAsync(Header + Assertion(1));
        Assert.False(File.Exists(ledger.RejectsPath));
        await ledger.ImportAsync(Header + Assertion(2, "9") + Assertion(3, "8"));
        Assert.Equal(2, ledger.Rejects.Count);
        await ledger.ImportAsync(Header + Assertion(4, "7"));
        Assert.Single(ledger.Rejects);
        await ledger.ImportAsync(Header + Assertion(4));
        Assert.False(File.Exists(ledger.RejectsPath));
    }

    [Fact]
    public async Task A_row_that_changed_since_it_was_imported_is_rejected_and_the_first_one_stands()
    {
        await ledger.ImportAsync(Header + Assertion(1, "1"));
        var summary = await ledger.ImportAsync(Header + Assertion(1, "2") + Assertion(1, "1"));
        Assert.Equal(Counts(already: 1, rejected: 1), summary.Counts);
        Assert.Equal("record 'DEU-C1-1': was imported before with other content; record what changed as a correction or an amendment", summary.FirstReject!.Reason);
        Assert.Equal("1", $"{await ledger.AnswerAsync("DEU", "oxcgrt:C1", Day("2020-01-01"), DateTimeOffset.UtcNow)}");
    }

    public void Dispose() => ledger.Dispose();
}
