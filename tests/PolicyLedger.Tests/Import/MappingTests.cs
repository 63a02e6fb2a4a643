using System.Text;
using NJsonSchema;
using PolicyLedger.Import;
using PolicyLedger.Recording;
using Xunit;
using static PolicyLedger.Tests.Import.ImportFixture;

namespace PolicyLedger.Tests.Import;

public sealed class MappingTests : IDisposable
{
    private const string Small = """
        {"name":"small","title":"T","command":"code-stance","record":"{id}","jurisdiction":"{country}","area":"visa:requirement","target":"{target?}",
         "value":{"category":"{what}","noData":["-"],"words":{"closed":"no admission"},"numbers":{"category":"VFD","fromVersion":3}},
         "period":{"from":"{from}","to":"{to}","emptyTo":"open"},"sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":"2"}]}
        """;

    private readonly ImportFixture ledger = new();

    [Fact]
    public void The_shipped_mappings_are_named_as_their_files() =>
        Assert.Equal(["announcements", "oxcgrt-assertions", "visa-captures"], Mapping.Shipped.Select(name => Mapping.Find(name).OrThrow().Name));

    [Fact]
    public async Task The_schema_accepts_what_is_read_and_refuses_what_is_not()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Schemas(), "mapping.schema.json"));
        foreach (var name in Mapping.Shipped)
            Assert.Empty(schema.Validate(await File.ReadAllTextAsync(Path.Combine(Schemas(), $"{name}.json"))));
        Assert.Empty(schema.Validate(Small));
        Assert.NotEmpty(schema.Validate(Small.Replace("\"title\":\"T\",", "")));
        Assert.NotEmpty(schema.Validate(Small.Replace("\"emptyTo\":\"open\"", "\"emptyTo\":\"never\"")));
        Assert.NotEmpty(schema.Validate(Small.Replace("\"noData\"", "\"nodata\"")));
    }

    [Theory]
    [InlineData("seq", "sequence", "column 'seq': mapping oxcgrt-assertions needs a column of this name, and the file has only sequence, recorded_at, commit, country, indicator, from_date, to_date, value, kind")]
    [InlineData("value", "Value", "column 'value': mapping oxcgrt-assertions needs")]
    [InlineData("kind", "sort", "column 'sort': mapping oxcgrt-assertions does not say what this column is")]
    [InlineData("kind", "commit", "file 'commit': two columns of this name; each name once (in x.csv)")]
    [InlineData("kind", "\"kind", "file: line 1 has to name the columns: a quote is opened and not closed")]
    public async Task A_header_that_does_not_fit_is_refused_before_anything_is_written(string column, string by, string message)
    {
        await File.WriteAllTextAsync(ledger.RejectsPath, "{\"line\":2,\"reason\":\"of an earlier run\"}\n");
        var refusal = (await ledger.TryImportAsync(Encoding.UTF8.GetBytes(Header.Replace(column, by) + Assertion(1)))).Refusal!;
        Assert.StartsWith(message, refusal.Message);
        Assert.Equal(0, await ledger.Log.EndAsync());
        Assert.Single(ledger.Rejects);
    }

    [Theory]
    [InlineData(new byte[0], "file: is empty")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "file: is UTF-16 text")]
    public async Task What_is_no_sheet_is_refused(byte[] content, string message) =>
        Assert.StartsWith(message, (await ledger.TryImportAsync(content)).Refusal!.Message);

    [Theory]
    [InlineData("\"title\":\"T\",", "", "mapping.title: required, and missing")]
    [InlineData("code-stance", "end-policy", "mapping.command 'end-policy': code-stance or announce-policy")]
    [InlineData("code-stance", "announce-policy", "mapping.command 'announce-policy': needs announced, instrument and text.title")]
    [InlineData("\"{id}\"", "\"x\"", "mapping.record 'x': needs a column")]
    [InlineData("{country}", "{country", "mapping.jurisdiction '{country': a column is written {name}")]
    [InlineData("\"emptyTo\":\"open\"", "\"emptyTo\":\"never\"", "mapping.period.emptyTo 'never': open or unknown")]
    [InlineData("\"from\":\"{from}\",", "", "mapping.period: either edtf, or from and to, or fromKnownAt")]
    [InlineData("\"from\":\"{from}\",\"to\":\"{to}\",\"emptyTo\":\"open\"", "\"fromKnownAt\":true", "mapping.knownAt: needed for codebook and for fromKnownAt")]
    [InlineData("\"noData\"", "\"nodata\"", "mapping.value.nodata: no such field here")]
    [InlineData("\"category\":\"{what}\",", "", "mapping.value: one of level, category and direction")]
    public void A_mapping_that_breaks_a_rule_is_refused(string old, string by, string message) =>
        Assert.StartsWith(message, Mapping.Read(Encoding.UTF8.GetBytes(Small.Replace(old, by))).Refusal!.Message);

    [Fact]
    public void A_mapping_that_does_not_exist_is_refused_with_those_that_do() =>
        Assert.Equal("mapping 'x': there are announcements, oxcgrt-assertions, visa-captures; or give the path of a mapping file", Mapping.Find("x").Refusal!.Message);

    [Fact]
    public async Task A_mapping_is_opened_by_name_or_by_path()
    {
        await File.WriteAllTextAsync(ledger.RejectsPath, Small);
        Assert.Equal(("small", "announcements"), (Mapping.Open(ledger.RejectsPath).OrThrow().Name, Mapping.Open("announcements").OrThrow().Name));
        Assert.StartsWith("mapping 'no/such.json': there are", Mapping.Open("no/such.json").Refusal!.Message);
    }

    [Theory]
    [InlineData("x.jsonl", true)]
    [InlineData("a/x.NDJSON.gz", true)]
    [InlineData("x.csv.gz", false)]
    [InlineData("-", false)]
    public void Command_files_are_known_by_their_names(string name, bool commands) => Assert.Equal(commands, ImportRequest.IsCommands(name));

    [Theory]
    [InlineData("a,DEU,SYR,closed,2025-11,", "SYR|no admission|2025-11/..")]
    [InlineData("a,Germany,, 90 ,2025-11~,2025-12-31,", "|VFD (90 days)|2025-11~/2025-12-31")]
    [InlineData("a,DE,SYR,-,2025-11-XX,..", "SYR|no data|2025-11-XX/..")]
    [InlineData("a,DE,SYR,,2025,2026", "what: required, and empty")]
    [InlineData("a,DE,SYR,090,2025,2026", "what '090': requirement has the categories no admission, covid ban")]
    public async Task Words_numbers_no_data_and_edtf_are_read_as_the_mapping_says(string row, string expected)
    {
        var mapping = Mapping.Read(Encoding.UTF8.GetBytes(Small)).OrThrow();
        var columns = "id,country,target,what,from,to" + (row.Count(c => c == ',') == 6 ? "," : "");
        var summary = (await ledger.TryImportAsync(new MemoryStream(Encoding.UTF8.GetBytes($"{columns}\n{row}\n")), mapping)).OrThrow();
        var said = summary.FirstReject is { } reject
            ? reject.Reason
            : (await ledger.EventsAsync()).Select(e => e.Event).OfType<StanceCoded>().Select(e => $"{e.Target?.Code}|{e.Value}|{e.Period}").Single();
        Assert.StartsWith(expected, said);
    }

    [Theory]
    [InlineData("2019-04-17T16:37:03Z", "", "0", "recorded_at '2019-04-17T16:37:03Z': before the first codebook version, which is used from 2019-04-17T16:37:04Z")]
    [InlineData("2019-04-17T16:37:04Z", "", "0", "v1 0 2019-04-17/..")]
    [InlineData("2019-10-28T16:08:44+01:00", "2", "1", "v2 1 recoded 2019-10-28/..")]
    [InlineData("2019-10-28T15:08:45Z", "2", "1", "v2 1 2019-10-28/..")]
    [InlineData("2020-02-08T10:14:23Z", "", "90", "new '90'")]
    [InlineData("2020-02-08T10:14:24Z", "3", "90", "v3 VFD (90 days) recoded 2020-02-08/..")]
    [InlineData("2020-02-08T10:14:24Z", "0", "VF", "v3 VF 2020-02-08/..")]
    [InlineData("2020-02-08T10:14:25Z", "90", "30", "v3 VFD (30 days) 2020-02-08/..")]
    [InlineData("2020-11-19T12:15:54Z", "VF", "visa free", "v4 visa free recoded 2020-11-19/..")]
    [InlineData("2020-11-19T12:15:54Z", "VF", "covid ban", "v4 covid ban 2020-11-19/..")]
    [InlineData("2020-11-19T23:30:00-04:00", "VF", "", "v4 no data 2020-11-20/..")]
    [InlineData("2020-11-20T00:00:00Z", "covid ban", "-1", "new '-1'")]
    public async Task A_capture_is_coded_under_the_version_of_its_instant(string recordedAt, string old, string @new, string expected)
    {
        var summary = await ledger.ImportAsync($"recorded_at,commit,passport_iso3,destination_iso3,old,new\n{recordedAt},abc,SYR,DEU,{old},{@new}\n", "visa-captures");
        var said = summary.FirstReject is { } reject
            ? reject.Reason
            : (await ledger.EventsAsync()).Select(e => e.Event).OfType<StanceCoded>()
                .Select(e => $"v{e.CodebookVersion} {e.Value}{(e.Recoded ? " recoded" : "")} {e.Period}").Single();
        Assert.StartsWith(expected, said);
    }

    public void Dispose() => ledger.Dispose();

    private static string Schemas()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "schemas")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "schemas/mappings");
    }
}
