using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Testing.Recording;

/// <summary>
/// <c>Given(commands).When(command).ThenRecorded(exactly these events)</c>, over the real runner and codec. Commands are
/// written as their JSON; <c>…</c> at the end of one stands for a title and a source, so that a test shows only what it is about.
/// </summary>
public sealed class Specification
{
    public const string Source = """{"publisher":"Example Times","url":"https://example.org/a","kind":"press","reliability":"C","credibility":2}""";

    private readonly Clock clock = new();
    private readonly List<RecordedEvent> before = [];
    private Result<Receipt>? outcome;
    private string? given;

    public Specification(InMemoryEventLog? log = null)
    {
        Log = log ?? new InMemoryEventLog();
        Runner = new(Log, EventCodec.Current, clock, () => new byte[16]);
    }

    public InMemoryEventLog Log { get; }

    public CommandRunner Runner { get; }

    public Clock Clock => clock;

    public static Specification Given(params string[] commands)
    {
        var specification = new Specification();
        foreach (var command in commands)
        {
            var outcome = specification.Run(command);
            Assert.True(outcome.Refusal is null, $"given {command}: {outcome.Refusal?.Message}");
        }

        return specification;
    }

    public Specification When(string command)
    {
        before.Clear();
        before.AddRange(Events());
        (given, outcome) = (command, Run(command));
        return this;
    }

    /// <summary>Exactly these stored types and facts were added, in order.</summary>
    public void ThenRecorded(params string[] typesAndFacts)
    {
        Assert.True(outcome!.Value.Refusal is null, $"when {given}: {outcome!.Value.Refusal?.Message}");
        Assert.Equal(typesAndFacts, StoredSince(before.Count));
    }

    public void ThenRefused(string message)
    {
        Assert.Equal(message, outcome!.Value.Refusal?.Message);
        Assert.Equal(before.Count, Events().Count);
    }

    public void ThenConflicts(string message)
    {
        ThenRefused(message);
        Assert.Equal(RefusalKind.Conflict, outcome!.Value.Refusal!.Kind);
    }

    public void ThenNothingHappened()
    {
        Assert.True(outcome!.Value.Refusal is null, $"when {given}: {outcome!.Value.Refusal?.Message}");
        Assert.Equal(before.Count, Events().Count);
    }

    public Receipt ThenAccepted()
    {
        Assert.True(outcome!.Value.Refusal is null, $"when {given}: {outcome!.Value.Refusal?.Message}");
        return outcome!.Value.OrThrow();
    }

    public Result<Receipt> Run(string json)
    {
        clock.Advance();
        return CommandCodec.Read(Encoding.UTF8.GetBytes(Complete(json)), "tester").TryGet(out var command, out var refusal)
            ? Runner.RunAsync(command).GetAwaiter().GetResult()
            : refusal;
    }

    public static string Complete(string json) => json.Replace("…", $$"""
        "text":{"title":"A title"},"sources":[{{Source}}]
        """.Trim());

    public List<RecordedEvent> Events()
    {
        var events = new List<RecordedEvent>();
        var reading = Log.ReadAllAsync().GetAsyncEnumerator();
        while (reading.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            events.Add(EventCodec.Current.Decode(reading.Current));
        return events;
    }

    private IEnumerable<string> StoredSince(int count)
    {
        var reading = Log.ReadAllAsync(count).GetAsyncEnumerator();
        while (reading.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            yield return $"{reading.Current.Type} {Encoding.UTF8.GetString(reading.Current.Facts.Span)}".Replace(SourceFacts, "[S]");
    }

    private const string SourceFacts = """[{"kind":"press","reliability":"C","credibility":2}]""";
}

/// <summary>A clock that a test moves: 2026-01-01T00:00:00Z, a second later with each command.</summary>
public sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Advance() => Now += TimeSpan.FromSeconds(1);

    public override DateTimeOffset GetUtcNow() => Now;
}
