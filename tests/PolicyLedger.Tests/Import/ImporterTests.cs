using System.Text;
using PolicyLedger.Codebooks;
using PolicyLedger.Import;
using PolicyLedger.Recording;
using Xunit;
using static PolicyLedger.Tests.Import.ImportFixture;

namespace PolicyLedger.Tests.Import;

public sealed class ImporterTests : IDisposable
{
    private static readonly Mapping Assertions = Mapping.Find("oxcgrt-assertions").OrThrow();

    private readonly ImportFixture ledger = new();

    public static TheoryData<string> Forms => ["plain", "gz", "two gz members", "byte order mark", "crlf", "semicolons", "tabs", "no last line end", "quoted", "trickling"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_same_rows_are_read_from_every_form_of_a_sheet(string form)
    {
        var text = Header + Assertion(1, "1") + Assertion(2, "3", "2020-01-02");
        var bytes = Encoding.UTF8.GetBytes(text);
        Stream content = form switch
        {
            "gz" => new MemoryStream(Gzip(bytes)),
            "two gz members" => new MemoryStream([.. Gzip(bytes[..90]), .. Gzip(bytes[90..])]),
            "byte order mark" => new MemoryStream([0xEF, 0xBB, 0xBF, .. bytes]),
            "crlf" => new MemoryStream(Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n"))),
            "semicolons" => new MemoryStream(Encoding.UTF8.GetBytes(text.Replace(',', ';'))),
            "tabs" => new MemoryStream(Encoding.UTF8.GetBytes(text.Replace(',', '\t'))),
            "no last line end" => new MemoryStream(bytes[..^1]),
            "quoted" => new MemoryStream(Encoding.UTF8.GetBytes(text.Replace("abc", "\"a \"\"b\"\",\r\nc\"").Replace("seq", "\"seq\""))),
            "trickling" => new TricklingStream(bytes),
            _ => new MemoryStream(bytes),
        };
        var summary = (await ledger.TryImportAsync(content, Assertions)).OrThrow();
        Assert.Equal(Counts(recorded: 2), summary.Counts);
        Assert.True(summary.IsComplete);
        Assert.Equal(("1", "3"), ($"{await Answer("2020-01-01")}", $"{await Answer("2020-01-02")}"));
        var title = (await ledger.EventsAsync())[^1].Text.Sources![0].Title;
        Assert.Equal($"Oxford COVID-19 Government Response Tracker, commit {(form == "quoted" ? "a \"b\",\nc" : "abc")}", title);
    }

    [Fact]
    public async Task Both_ends_of_an_assertion_are_included_and_an_empty_value_silences_what_was_known()
    {
        await ledger.ImportAsync($"""
            {Header}1,2022-01-01T00:00:00Z,abc,DEU,C1,2020-03-01,2020-03-31,2,baseline
            2,2022-02-01T00:00:00+05:30,abc,DEU,C1,2020-03-10,2020-03-12,,retract
            3,2022-03-01T00:00:00Z,abc,DEU,C1,2020-03-10,2020-03-10,NA,new_day

            """);
        Assert.Equal("|2|2|", string.Join("|", await Answer("2020-02-29"), await Answer("2020-03-01"), await Answer("2020-03-31"), await Answer("2020-04-01")));
        Assert.Equal("2||2", string.Join("|", await Answer("2020-03-09"), await Answer("2020-03-11"), await Answer("2020-03-13")));
        Assert.Equal("2|", string.Join("|", await Answer("2020-03-11", "2022-01-31T18:29:59Z"), await Answer("2020-03-11", "2022-01-31T18:30:00Z")));
    }

    [Fact]
    public async Task What_is_recorded_has_its_source_its_knowledge_time_and_an_id_made_of_the_row()
    {
        await ledger.ImportAsync(Header + Assertion(7, recordedAt: "2022-07-26T05:30:00+05:30"));
        var recorded = (await ledger.EventsAsync())[^1];
        var coded = Assert.IsType<StanceCoded>(recorded.Event);
        Assert.Equal(("DEU-C1-7", "2020-01-01/2020-01-01", 1, false), (coded.Record.Text, coded.Period.Text, coded.CodebookVersion, coded.Recoded));
        Assert.Equal(Instant("2022-07-26T00:00:00Z"), recorded.KnownAt);
        Assert.Equal([new SourceFacts(SourceKind.Dataset, Reliability.B, 2)], coded.Sources);
        Assert.Equal("tester", recorded.Metadata.Recorder);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task Importing_again_in_batches_of_any_size_records_nothing(int batchSize)
    {
        var csv = Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(1, 20).Select(seq => Assertion(seq))));
        await ledger.TryImportAsync(csv);
        var end = await ledger.Log.EndAsync();
        var again = await ledger.TryImportAsync(new MemoryStream(csv), Assertions, batchSize: batchSize);
        Assert.Equal((Counts(already: 20), end), (again.OrThrow().Counts, await ledger.Log.EndAsync()));
    }

    [Fact]
    public async Task A_cancelled_import_stops_between_batches_and_goes_on_from_there()
    {
        var csv = Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(1, 95).Select(seq => Assertion(seq))));
        using var stop = new CancellationTokenSource();
        var told = new List<ImportProgress>();
        var progress = new Told(p =>
        {
            told.Add(p);
            if (p.Counts.Rows == 30)
                stop.Cancel();
        });
        var first = (await ledger.TryImportAsync(new MemoryStream(csv), Assertions, batchSize: 10, progress: progress, cancellation: stop.Token)).OrThrow();
        Assert.Equal((Counts(recorded: 30), true, false), (first.Counts, first.Cancelled, first.IsComplete));
        Assert.Equal([10, 20, 30], told.Select(p => p.Counts.Recorded));
        Assert.Equal(31, await ledger.Log.EndAsync());

        var second = (await ledger.TryImportAsync(csv)).OrThrow();
        Assert.Equal((Counts(recorded: 65, already: 30), true), (second.Counts, second.IsComplete));
        Assert.Equal(96, await ledger.Log.EndAsync());
    }

    [Fact]
    public async Task Good_rows_are_kept_where_rejects_can_no_longer_be_written_down()
    {
        var csv = Encoding.UTF8.GetBytes(Header + Assertion(1) + Assertion(2, "9") + Assertion(3));
        var progress = new Told(_ => Directory.CreateDirectory(ledger.RejectsPath));
        var summary = (await ledger.TryImportAsync(new MemoryStream(csv), Assertions, batchSize: 1, progress: progress)).OrThrow();
        Assert.Equal((Counts(recorded: 2, rejected: 1), false), (summary.Counts, summary.IsComplete));
        Assert.StartsWith($"rejects '{ledger.RejectsPath}': cannot be written on", summary.Stopped!.Message);
        Assert.Equal(3, await ledger.Log.EndAsync());
    }

    [Fact]
    public async Task Waiting_for_more_content_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var waiting = ledger.TryImportAsync(new TricklingStream(Encoding.UTF8.GetBytes(Header + Assertion(1)), endless: true), Assertions, cancellation: stop.Token);
        await stop.CancelAsync();
        Assert.True((await waiting.WaitAsync(TimeSpan.FromSeconds(30))).OrThrow().Cancelled);
    }

    [Fact]
    public async Task A_dry_run_decides_everything_and_writes_nothing()
    {
        await ledger.ImportAsync(Header + Assertion(1));
        var end = await ledger.Log.EndAsync();
        var csv = Header + Assertion(1) + Assertion(2) + Assertion(2) + Assertion(2, "2") + Assertion(3, "9") + Assertion(4, country: "FRA");
        var trial = (await ledger.TryImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), Assertions, dryRun: true, batchSize: 2)).OrThrow();
        Assert.Equal((Counts(recorded: 2, already: 2, rejected: 2), true, end), (trial.Counts, trial.DryRun, await ledger.Log.EndAsync()));
        Assert.Equal(2, ledger.Rejects.Count);
        Assert.Equal(trial.Counts, (await ledger.ImportAsync(csv)).Counts);
    }

    [Fact]
    public async Task A_damaged_gzip_file_keeps_what_came_before_the_damage()
    {
        var rows = string.Concat(Enumerable.Range(1, 20_000).Select(seq => $"{seq},2022-01-01T00:00:00Z,{seq * 7919 % 100_003:x},DEU,C1,2020-01-01,2020-01-01,1,x\n"));
        var packed = Gzip(Encoding.UTF8.GetBytes(Header + rows));
        packed.AsSpan(packed.Length / 2, 64).Fill(0xFF);
        var summary = (await ledger.TryImportAsync(packed)).OrThrow();
        Assert.StartsWith("file 'x.csv': cannot be read on", summary.Stopped!.Message);
        Assert.False(summary.IsComplete);
        Assert.InRange(summary.Counts.Recorded, 1_000, 19_000);
    }

    [Fact]
    public async Task A_gzip_file_that_was_cut_off_is_told_apart_from_one_that_ends()
    {
        var packed = Gzip(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(1, 2_000).Select(seq => Assertion(seq)))));
        Assert.NotNull((await ledger.TryImportAsync(packed[..^100])).OrThrow().Stopped);
    }

    [Fact]
    public async Task Commands_are_read_from_json_lines_each_deciding_on_those_before_it()
    {
        const string Lines = """
            {"command":"announce-policy","jurisdictions":["DEU"],"id":"x","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"moreRestrictive"}}],"announced":"2025-11","text":{"title":"T"},"sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}

            {"command":"end-policy","record":"DEU-x","on":"2026-01-01","how":"repealed","sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}
            {"command":"end-policy","record":"DEU-y","on":"2026-01-01","how":"repealed","sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}
            {"command":"end-policy",
            """;
        var summary = (await ledger.TryImportAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Lines)], mapping: null)).OrThrow();
        Assert.Equal(Counts(recorded: 2, rejected: 2), summary.Counts);
        Assert.StartsWith("""{"line":4,"reason":"record 'DEU-y': """, ledger.Rejects[0]);
        Assert.StartsWith("""{"line":5,"reason":"json: not valid JSON""", ledger.Rejects[1]);
        Assert.Equal(Counts(already: 2, rejected: 2), (await ledger.ImportAsync(Lines, mapping: null)).Counts);
    }

    [Fact]
    public async Task A_refused_command_leaves_its_id_free_for_a_good_one_in_the_same_batch()
    {
        var summary = await ledger.ImportAsync(Header + Assertion(1, "9") + Assertion(1, "2") + Assertion(1, "2"));
        Assert.Equal(Counts(recorded: 1, already: 1, rejected: 1), summary.Counts);
    }

    [Fact]
    public async Task The_announcements_sample_records_the_founding_case()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "schemas/mappings/announcements.sample.csv")))
            folder = folder.Parent!;
        var sample = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "schemas/mappings/announcements.sample.csv"));
        Assert.Equal(Counts(recorded: 2), (await ledger.ImportAsync(sample, "announcements")).Counts);
        var announced = (await ledger.EventsAsync()).Select(e => e.Event).OfType<PolicyAnnounced>().ToList();
        Assert.Equal(["GBR-2025-asylum-overhaul", "DEU-2025-syria-recognition"], announced.Select(e => e.Record.Text));
        Assert.All(announced, e => Assert.Equal(new StanceValue.Direction(Towards.MoreRestrictive, null), e.Areas[0].Value));
        Assert.All(announced, e => Assert.Null(e.Effective));
        Assert.Equal("SYR", announced[1].Target!.Code);
        Assert.Equal(Counts(already: 2), (await ledger.ImportAsync(sample.Replace("\n", "\r\n"), "announcements")).Counts);
    }

    public void Dispose() => ledger.Dispose();

    private Task<StanceValue?> Answer(string day, string knownAt = "2023-01-01T00:00:00Z") => ledger.AnswerAsync("DEU", "oxcgrt:C1", Day(day), Instant(knownAt));

    private sealed class Told(Action<ImportProgress> tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell(value);
    }

    /// <summary>As a pipe gives it: byte by byte, no length, no way back.</summary>
    private sealed class TricklingStream(byte[] content, bool endless = false) : Stream
    {
        private int next;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
        {
            await Task.Yield();
            if (next == content.Length && endless)
                await Task.Delay(Timeout.Infinite, cancellation);
            if (next == content.Length || buffer.IsEmpty)
                return 0;
            buffer.Span[0] = content[next++];
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
