using System.Text;
using System.Text.Json.Nodes;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Testing.Stances;

/// <summary>A worked case of the as-of rule, read from <c>schemas/as-of/cases.json</c> (its form: the README beside it).</summary>
public sealed class AsOfCase
{
    private static readonly DateTimeOffset Beginning = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JsonObject File = Read();
    private static readonly string[] WithoutSources = ["retract-record", "erase-record", "check-source", "attach-source", "adopt-codebook", "revise-codebook"];
    private static readonly string[] WithText = ["announce-policy", "make-statement", "send-cable"];
    private static readonly string[] WithReason = ["correct-record", "retract-record", "erase-record"];

    private readonly JsonObject json;
    private readonly List<RecordedEvent> events = [];
    private readonly List<(long First, long Last)> positions = [];

    private AsOfCase(JsonObject json) => this.json = json;

    public static IEnumerable<string> Names => File["cases"]!.AsArray().Select(c => (string)c!["name"]!);

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<RecordedEvent> Events => events;

    /// <summary>The ledger that holds them.</summary>
    public InMemoryEventLog Log { get; } = new();

    /// <summary>Runs the case's commands, each of which must be accepted.</summary>
    public static async Task<AsOfCase> RunAsync(string name)
    {
        var run = new AsOfCase(File["cases"]!.AsArray().Single(c => (string)c!["name"]! == name)!.AsObject());
        var clock = new SettableClock(Beginning);
        var runner = new CommandRunner(run.Log, EventCodec.Current, clock, () => new byte[16]);
        foreach (var given in run.json["events"]!.AsArray())
        {
            var command = Complete(given!.DeepClone().AsObject());
            clock.Now = command.Remove("recordedAt", out var at) ? Iso.Instant((string)at!, "recordedAt").OrThrow() : clock.Now.AddDays(1);
            var receipt = (await runner.RunAsync(CommandCodec.Read(Encoding.UTF8.GetBytes(command.ToJsonString()), "cases").OrThrow())).OrThrow();
            run.positions.Add((receipt.Lines.First(line => line.Record is not null || receipt.Lines.Count == 1).Position, receipt.Lines[^1].Position));
        }

        await foreach (var stored in run.Log.ReadAllAsync())
            run.events.Add(EventCodec.Current.Decode(stored));
        return run;
    }

    /// <summary>Asks the case's questions and holds the answers to what is expected.</summary>
    public void Check(Func<StanceQuestion, StanceAnswer> answer)
    {
        foreach (var asked in json["questions"]!.AsArray())
        {
            var question = Question(asked!["ask"]!.AsObject());
            var (got, expected) = (answer(question), asked["expect"]!.AsObject());
            Assert.True(question == got.Question, "the answer repeats the question");
            var actual = new JsonObject();
            foreach (var member in new[] { "status", "fromGeneral", "rivals" }.Concat(expected.Select(e => e.Key)).Distinct())
                actual[member] = Member(got, member);
            var complete = expected.DeepClone().AsObject();
            complete.TryAdd("fromGeneral", false);
            complete.TryAdd("rivals", new JsonArray());
            Assert.True(JsonNode.DeepEquals(complete, actual), $"{History.Describe(question)}\nexpected {complete.ToJsonString()}\nbut was  {actual.ToJsonString()}\n{History.Describe(got)}\n{string.Join('\n', events.Select(History.Describe))}");
        }
    }

    private JsonNode? Member(StanceAnswer answer, string member) => (member, answer.Winner) switch
    {
        ("status", _) => Spelling.Of(answer.Status),
        ("fromGeneral", _) => answer.FromGeneral,
        ("rivals", _) => Claims(answer.Rivals),
        ("alternatives", _) => Claims(answer.Alternatives),
        ("certainty", _) => answer.Certainty is { } certainty ? Spelling.Of(certainty) : null,
        ("sum", _) => answer.Sum is { } sum ? new JsonObject { ["total"] = sum.Total, ["records"] = sum.Records, ["unweighted"] = sum.Unweighted } : null,
        (_, null) => null,
        ("record", { } winner) => winner.Record.Text,
        ("value", { } winner) => Value(winner.Value.Value),
        ("layer", { } winner) => Spelling.Of(winner.Layer),
        ("start", { } winner) => winner.Start.ToString(),
        ("end", { } winner) => winner.End.ToString(),
        ("endUnknown", { } winner) => winner.EndUnknown,
        ("openedBy", { } winner) => positions.FindIndex(p => p.First <= winner.OpenedBy && winner.OpenedBy <= p.Last) + 1,
        _ => throw new InvalidOperationException($"The cases expect '{member}', which no answer has."),
    };

    private static JsonArray Claims(IEnumerable<Claim> claims) =>
        new([.. claims.Select(claim => new JsonObject { ["record"] = claim.Record.Text, ["value"] = Value(claim.Value.Value) })]);

    private static JsonObject Value(StanceValue value) => value switch
    {
        StanceValue.Level level => new() { ["level"] = level.Number },
        StanceValue.Category { Days: { } days } category => new() { ["category"] = category.Code, ["days"] = days },
        StanceValue.Category category => new() { ["category"] = category.Code },
        StanceValue.Direction { Magnitude: { } magnitude } direction => new() { ["direction"] = Spelling.Of(direction.Towards), ["magnitude"] = Spelling.Of(magnitude) },
        StanceValue.Direction direction => new() { ["direction"] = Spelling.Of(direction.Towards) },
        _ => new() { ["noData"] = true },
    };

    private StanceQuestion Question(JsonObject ask) => new(
        Jurisdiction.ParseCode((string)ask["jurisdiction"]!, "jurisdiction").OrThrow(),
        AreaId.Parse((string)ask["area"]!, "area").OrThrow(),
        (string?)ask["target"] is { } target ? Jurisdiction.ParseCode(target, "target").OrThrow() : null,
        Iso.Day((string)ask["on"]!, "on").OrThrow(),
        (string?)ask["knownAt"] is { } known ? Iso.Instant(known, "knownAt").OrThrow() : events.Max(e => e.KnownAt),
        (int?)ask["after"] is { } after ? (after == 0 ? -1 : positions[after - 1].Last) : events.Count - 1,
        (string?)ask["basis"] is { } basis ? Spelling.Parse<Basis>(basis, "basis").OrThrow() : Basis.InForce);

    private static JsonObject Complete(JsonObject command)
    {
        var name = (string)command["command"]!;
        var defaults = File["defaults"]!.AsObject();
        if (!WithoutSources.Contains(name))
            command.TryAdd("sources", defaults["sources"]!.DeepClone());
        if (WithText.Contains(name))
            command.TryAdd("text", defaults["text"]!.DeepClone());
        if (WithReason.Contains(name))
            command.TryAdd("reason", defaults["reason"]!.DeepClone());
        return command;
    }

    private static JsonObject Read()
    {
        using var stream = typeof(AsOfCase).Assembly.GetManifestResourceStream("as-of/cases.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
