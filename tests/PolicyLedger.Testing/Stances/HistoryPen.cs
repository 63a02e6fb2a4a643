using System.Globalization;
using System.Text.Json;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Testing.Stances;

/// <summary>Writes one history, command by command; what the ledger refuses is dropped.</summary>
internal sealed class HistoryPen
{
    public static readonly DateTimeOffset FirstDay = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly EventMetadata Unstored = new(0, default, default, default, "", default, "", null, null);

    private readonly SettableClock clock = new(FirstDay);
    private readonly CommandRunner runner;
    private readonly List<RecordId> records = [];
    private int commands;

    public HistoryPen() => runner = new(Log, EventCodec.Current, clock, () => new byte[16]);

    public InMemoryEventLog Log { get; } = new();

    public int TrackVersion { get; private set; }

    public static ValueList<Source> Sources { get; } = [new("P", "T", null, SourceKind.Press, Reliability.C, 2)];

    /// <summary>Records opened by such an event, the last first, round and round; null while there is none.</summary>
    public RecordState? Record<TOpening>(int back)
        where TOpening : OpeningEvent
    {
        var fitting = records.Select(id => Finish(runner.CountryAsync(id.Jurisdiction)).Records[id]).Where(record => record.Opening.Event is TOpening).ToList();
        return fitting.Count == 0 ? null : fitting[fitting.Count - 1 - (back % fitting.Count)];
    }

    /// <summary>The n-th legal value of an area in a version of its codebook, round and round.</summary>
    public StanceValue Value(AreaId area, int? version, int n)
    {
        var found = Finish(runner.BooksAsync([area.Codebook])).Find(area, "area", version);
        if (!found.TryGet(out var there, out _) || there.Definition.Kind == AreaKind.Direction)
            return Directions[n % Directions.Length];
        if (there.Definition.Levels is { } levels)
            return new StanceValue.Level(levels[n % levels.Count].Level);
        var category = there.Definition.Categories![n % there.Definition.Categories!.Count];
        return new StanceValue.Category(category.Category, category.Days ? 30 + (30 * (n % 2)) : null);
    }

    /// <summary>What has to be corrected to turn one event into another.</summary>
    public static ValueList<FieldChange> Changes(LedgerEvent before, LedgerEvent after)
    {
        var (from, to) = (Fields(before), Fields(after));
        return from.Keys.Union(to.Keys).Where(field => from.GetValueOrDefault(field) != to.GetValueOrDefault(field))
            .Select(field => new FieldChange(field, Json(from, field), Json(to, field))).ToValueList();

        static JsonText? Json(Dictionary<string, string> fields, string field) => fields.TryGetValue(field, out var json) ? new(json) : null;
    }

    public Envelope Envelope(DateTimeOffset? knownAt) =>
        new(EventIds.NameBased(Guid.Empty, commands++.ToString(CultureInfo.InvariantCulture)), commands % 3 == 0 ? "bob" : "ann", knownAt);

    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"r{records.Count + 1}");

    /// <summary>Sets the clock, on or back.</summary>
    public void Pass(int days) => clock.Now = clock.Now.AddDays(days);

    public DateTimeOffset Ago(int days) => clock.Now.AddDays(-days);

    public void Run(Command command)
    {
        if (!Finish(runner.RunAsync(command)).TryGet(out var receipt, out _))
            return;
        records.AddRange(receipt.Lines.Where(line => line.Record is { } id && !records.Contains(id)).Select(line => line.Record!));
        if (command is CodebookCommand { Codebook: RandomHistories.Track })
            TrackVersion++;
    }

    private static StanceValue[] Directions { get; } =
    [
        new StanceValue.Direction(Towards.MoreRestrictive, Magnitude.Minor),
        new StanceValue.Direction(Towards.LessRestrictive, Magnitude.MidLevel),
        new StanceValue.Direction(Towards.MoreRestrictive, null),
        new StanceValue.Direction(Towards.NoChange, null),
        new StanceValue.Direction(Towards.CannotBeAssessed, null),
        new StanceValue.Direction(Towards.MoreRestrictive, Magnitude.Major),
    ];

    private static Dictionary<string, string> Fields(LedgerEvent e)
    {
        var facts = EventCodec.Current.Encode(Guid.Empty, new Decided(e, EventText.None), Unstored, () => []).Stored.Facts;
        using var json = JsonDocument.Parse(facts);
        return json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText());
    }

    // The log in memory never waits.
    private static T Finish<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private static T Finish<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
