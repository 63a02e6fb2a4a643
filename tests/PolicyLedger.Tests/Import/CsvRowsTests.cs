using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using CsvHelper;
using PolicyLedger.Import;
using Xunit;

namespace PolicyLedger.Tests.Import;

public sealed class CsvRowsTests
{
    private static readonly Gen<char> Separator = Gen.Char[",;\t"];

    /// <summary>Rows of two columns, each spoilt. None has a quote at the end of a field, which could close that of one before.</summary>
    private static readonly string[] Spoilt = ["\"a{0}b", "a{0}\"b", "a\"b{0}c", "\"a\"b{0}c", "a", "a{0}b{0}c", "a\rb{0}c", "\ra{0}b", "a{0}\u00ff"];

    [Fact]
    public Task What_was_written_is_read_back() => Gen.Select(Separator, Gen.Char["ab é,;\t\"\"\r\n\ufeff"].Array[0, 9].Select(chars => new string(chars)).Array[3].Array[0, 30]).SampleAsync(async (separator, rows) =>
    {
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, new() { Separator = separator, NewLine = "\n" }))
        {
            foreach (var row in rows.Prepend(["x", "y", "z"]))
                csv.WriteRecord(row);
        }

        var read = await ReadAsync(Encoding.UTF8.GetBytes(text.ToString()));
        Assert.Equal(rows.Select(row => row.Select(field => Regex.Replace(field, "\r+\n", "\n"))), read.Select(row => row.Fields));
        Assert.All(read, row => Assert.Null(row.Mistake));
    });

    [Fact]
    public Task A_row_that_cannot_be_read_costs_itself_alone() => Gen.Select(Separator, Gen.Int[0, 3 * Spoilt.Length].Array[0, 30], Gen.OneOf("\n", "\r\n", "\r\r\n")).SampleAsync(async (separator, kinds, end) =>
    {
        var lines = kinds.Select((kind, i) => kind < Spoilt.Length ? string.Format(Spoilt[kind], separator) : $"{i}{separator}b").ToList();
        // In Latin-1 the one letter that is not ASCII is no UTF-8.
        var read = await ReadAsync(Encoding.Latin1.GetBytes($"x{separator}y{end}{string.Concat(lines.Select(line => line + end))}"));
        Assert.Equal(Enumerable.Range(2, kinds.Length).Select(line => (long)line), read.Select(row => row.Line));
        Assert.Equal(lines, read.Select(row => row.Text.Replace('\ufffd', '\u00ff')));
        Assert.Equal(kinds.Select(kind => kind < Spoilt.Length), read.Select(row => row.Mistake is not null));
        Assert.All(read.Where(row => row.Mistake is null), row => Assert.Equal(row.Text.Split(separator), row.Fields));
    });

    [Theory]
    [InlineData("x,y\r1,2\r3,4\r", "a carriage return outside quotes")]
    [InlineData("x,\"y\n1\",2\n", "a quote is opened and not closed")]
    public async Task The_header_is_one_line(string text, string mistake)
    {
        var refusal = (await CsvRows.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken)).Refusal!;
        Assert.StartsWith($"file: line 1 has to name the columns: {mistake}", refusal.Message);
    }

    [Fact]
    public async Task A_row_has_as_many_line_breaks_as_fit_into_its_length()
    {
        var rest = new string('\n', CsvRows.MaxBytes - 10);
        var read = await ReadAsync(Encoding.UTF8.GetBytes($"x,y\n1,\"{rest}\"\n2,b\n"));
        Assert.Equal(["1", "2"], read.Select(row => row.Fields[0]));
        Assert.Equal([rest, "b"], read.Select(row => row.Fields[1]));
        Assert.Equal(CsvRows.MaxBytes - 7, read[1].Line);
        Assert.Equal("a quote is opened and not closed", (await ReadAsync(Encoding.UTF8.GetBytes($"x,y\n1,\"{rest}12345678\"\n2,b\n")))[0].Mistake);
    }

    private static async Task<List<SheetRow>> ReadAsync(byte[] bytes)
    {
        var rows = (await CsvRows.OpenAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken)).OrThrow();
        var read = new List<SheetRow>();
        while (await rows.NextAsync(TestContext.Current.CancellationToken) is { } row)
            read.Add(row);
        return read;
    }
}
