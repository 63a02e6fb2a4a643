using CsCheck;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Testing.Stances;

/// <summary>
/// Random ledgers with every kind of event, in so small a world that their records collide: few countries, areas, targets and days. Every command
/// goes through the command runner, so that only what is legal stands in them.
/// </summary>
public static class RandomHistories
{
    public const string Track = "track";

    private static readonly AreaId Level = Area("track:level");
    private static readonly AreaId Kind = Area("track:kind");
    private static readonly AreaId Way = Area("track:way");
    private static readonly AreaId Asylum = Area("migration:asylum");
    private static readonly Gen<AreaId> AnyArea = Gen.Frequency((8, Level), (5, Way), (2, Kind), (1, Asylum));
    private static readonly Gen<Jurisdiction?> AnyTarget = Gen.Frequency<Jurisdiction?>((6, (Jurisdiction?)null), (3, Code("SYR")), (1, Code("AFG")));
    private static readonly Gen<Jurisdiction> AnyJurisdiction = Gen.Frequency((7, Code("DEU")), (1, Code("FRA")));

    private static readonly string[] Exact = ["2021-01-01", "2021-01-15", "2021-01-31", "2021-02-01", "2021-02-10", "2021-03-01", "2021-03-15"];
    private static readonly DateOnly[] Asked = [.. Exact.Select(d => Iso.Day(d, "").OrThrow()).SelectMany(d => new[] { d.AddDays(-1), d, d.AddDays(1) }), new(2021, 2, 20), new(2021, 12, 31), new(2022, 6, 1)];

    /// <summary>Up to two dozen commands; dates of every precision.</summary>
    public static Gen<History> Any { get; } = Of(
        24, Gen.Frequency<string>((6, Gen.OneOf(Exact)), (2, Gen.OneOf("2021-01", "2021-02", "2021-02-XX", "2021-03~", "2021-01-15?")), (1, Gen.OneOf("2021", "2021-XX-XX", "2021-XX", "2020"))));

    /// <summary>A few commands, dates no less precise than a month, and few of those: every reading of the dates can be tried.</summary>
    public static Gen<History> Small { get; } = Of(
        8, Gen.Frequency<string>((5, Gen.OneOf(Exact)), (2, Gen.OneOf("2021-01", "2021-02", "2021-02-XX"))));

    private delegate Command? Step(HistoryPen pen, DateTimeOffset? knownAt);

    private static Gen<History> Of(int most, Gen<string> date)
    {
        var step = Gen.Select(AnyStep(date), Gen.Frequency<int>((6, Gen.Int[0, 2]), (1, Gen.Const(-1))), Gen.Frequency<int>((3, Gen.Const(-1)), (1, Gen.Int[0, 4])));
        var cell = Gen.Select(AnyJurisdiction, AnyArea, AnyTarget, Gen.Int[0, 60], (jurisdiction, area, target, which) => (jurisdiction, area, target, which));
        var question = Gen.Select(
            cell, Gen.OneOf(Asked), Gen.Frequency<int>((2, Gen.Const(99)), (3, Gen.Int[0, 30])), Gen.Frequency<int>((2, Gen.Const(-1)), (1, Gen.Int[0, 40])),
            Gen.Frequency((3, Basis.InForce), (2, Basis.Declared)),
            (cell, on, known, at, basis) => (cell, on, known, at, basis));
        return Gen.Select(step.Array[1, most], question.Array[4, 8], (steps, questions) =>
        {
            var pen = new HistoryPen();
            pen.Run(new AdoptCodebook(pen.Envelope(null), Track, TrackBook.First));
            foreach (var (attempt, days, lag) in steps)
            {
                pen.Pass(days);
                if (attempt(pen, lag < 0 ? null : pen.Ago(lag)) is { } command)
                    pen.Run(command);
            }

            var events = pen.Log.ReadAllAsync().ToBlockingEnumerable().Select(EventCodec.Current.Decode).ToList();
            var cells = events.Select(e => e.Event).SelectMany(Cells).ToList();
            return new History(pen.Log, events, questions.Select(q =>
            {
                var (who, area, target, which) = q.cell;
                if (which < 50 && cells.Count > 0)
                    (who, area, target) = (cells[which % cells.Count].Jurisdiction, cells[which % cells.Count].Area, which % 5 == 0 ? target : cells[which % cells.Count].Target);
                var at = q.at < 0 ? events.Count - 1 : (q.at % (events.Count + 1)) - 1;
                return new StanceQuestion(who, area, target, q.on, HistoryPen.FirstDay.AddDays(q.known - 1), at, q.basis);
            }).ToList());
        });
    }

    /// <summary>The cells that an opening names.</summary>
    private static IEnumerable<(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target)> Cells(LedgerEvent e) => e switch
    {
        PolicyAnnounced x => x.Areas.Select(a => (x.Record.Jurisdiction, a.Area, x.Target)),
        StatementMade x => x.Areas.Select(a => (x.Record.Jurisdiction, a.Area, x.Target)),
        StanceCoded x => [(x.Record.Jurisdiction, x.Area, x.Target)],
        _ => [],
    };

    private static Gen<Step> AnyStep(Gen<string> dateText)
    {
        var date = dateText.Select(text => EdtfDate.Parse(text, "date").OrThrow());
        var interval = Gen.Select(dateText, Gen.OneOf<string>(dateText, dateText, Gen.OneOf("..", "")), (a, b) => $"{a}/{b}");
        var odd = Gen.Select(Gen.OneOf("", ".."), dateText, (a, b) => $"{a}/{b}");
        var period = Gen.Frequency<string>((4, dateText), (3, interval), (1, odd));
        var effective = period.Select(text => Period(EdtfPeriod.ParseEffective(text, "period")));
        var coded = period.Select(text => Period(EdtfPeriod.ParseCoded(text, "period")));
        var values = Gen.Select(AnyArea, Gen.Int[0, 11], Gen.Frequency<int>((5, Gen.Const(0)), (1, Gen.Int[1, 3]))).Array[1, 2];
        var back = Gen.Frequency<int>((3, Gen.Const(0)), (2, Gen.Int[0, 5]));
        var part = Gen.Int[0, 4];
        return Gen.Frequency<Step>(
            (10, Gen.Select(AnyJurisdiction, values, AnyTarget, date, Gen.Frequency<EdtfPeriod?>((4, effective), (1, Gen.Const((EdtfPeriod?)null))), Gen.Int[0, 9], (who, areas, target, on, runs, joint) => new Step((pen, known) =>
                new AnnouncePolicy(pen.Envelope(known), joint == 0 ? [Code("DEU"), Code("FRA")] : [who], pen.NextId(), Instrument.Law, Values(pen, areas), target, on, runs, new("T"), HistoryPen.Sources)))),
            (4, Gen.Select(AnyJurisdiction, values, AnyTarget, date, (who, areas, target, on) => new Step((pen, known) =>
                new MakeStatement(pen.Envelope(known), who, pen.NextId(), StatementForm.Speech, Values(pen, areas), target, on, new("T"), HistoryPen.Sources)))),
            (10, Gen.Select(AnyJurisdiction, values, AnyTarget, coded, Gen.Int[0, 3], Gen.Frequency((3, Basis.InForce), (1, Basis.Declared)), (who, areas, target, covers, noData, basis) => new Step((pen, known) =>
                covers is null ? null : Values(pen, areas)[0] is var value
                    ? new CodeStance(pen.Envelope(known), who, pen.NextId(), value.Area, value.CodebookVersion, target, basis, covers, noData == 0 ? new StanceValue.NoData() : value.Value, null, null, HistoryPen.Sources)
                    : null))),
            (10, Gen.Select(back, date, date, values, AnyTarget, effective, Gen.Int[1, 7], (which, from, announced, areas, target, runs, what) => About<PolicyAnnounced>(which, (pen, known, record) =>
                new AmendPolicy(
                    pen.Envelope(known), record.Id, null, from, announced, (what & 1) > 0 ? Values(pen, Onto(record, areas)) : null, (what & 6) == 6 ? new NewTarget(target) : null,
                    (what & 6) == 2 ? runs : null, null, HistoryPen.Sources)))),
            (3, Gen.Select(back, date, (which, on) => About<PolicyAnnounced>(which, (pen, known, record) => new PutPolicyIntoEffect(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)))),
            (7, Gen.Select(back, date, (which, on) => About<PolicyAnnounced>(which, (pen, known, record) => new SuspendPolicy(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)))),
            (7, Gen.Select(back, date, (which, on) => About<PolicyAnnounced>(which, (pen, known, record) => new ResumePolicy(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)))),
            (4, Gen.Select(back, date, Gen.OneOf(Ending.Repealed, Ending.Withdrawn), (which, on, how) => About<OpeningEvent>(which, (pen, known, record) =>
                new EndPolicy(pen.Envelope(known), record.Id, null, on, how, null, HistoryPen.Sources)))),
            (6, Gen.Select(back, part, Gen.Int[0, 4], date, effective, coded, values, AnyTarget, (which, entry, field, on, runs, covers, areas, target) => About<OpeningEvent>(which, (pen, known, record) =>
            {
                var read = Part(record, entry);
                var changes = HistoryPen.Changes(read.Event, Misread(pen, read.Event, field, on, runs, covers, areas, target));
                return new CorrectRecord(pen.Envelope(known), record.Id, null, (read.Event as EntryEvent)?.Entry, changes, "misread", HistoryPen.Sources);
            }))),
            (3, Gen.Select(back, part, (which, entry) => About<OpeningEvent>(which, (pen, known, record) => new RetractRecord(pen.Envelope(known), record.Id, null, (Part(record, entry).Event as EntryEvent)?.Entry, "wrong")))),
            (1, Gen.Select(date, AnyArea, (on, area) => new Step((pen, known) => new SendCable(
                pen.Envelope(known), Code("DEU"), pen.NextId(), [new Addressee.Host(Code("FRA"))], [Instruction.Report], [new(area, Towards.MoreRestrictive)], on, null, KnownBy.Leaked, null, new("T"), HistoryPen.Sources)))),
            (1, Gen.Select(back, date, (which, on) => About<CableSent>(which, (pen, known, record) => new WithdrawCable(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)))),
            (1, back.Select(which => About<OpeningEvent>(which, (pen, known, record) => new AttachSource(pen.Envelope(known), record.Id, null, Bearing.Disputes, HistoryPen.Sources[0], null)))),
            (1, back.Select(which => About<OpeningEvent>(which, (pen, known, record) => new CheckSource(pen.Envelope(known), record.Id, null, 1, null, SourceFinding.Unavailable, null, null)))),
            (1, back.Select(which => About<OpeningEvent>(which, (pen, known, record) => new EraseRecord(pen.Envelope(known), record.Id, null, ErasureGrounds.CourtOrder, "ordered")))),
            (1, Gen.Const(new Step((pen, known) => pen.TrackVersion switch
            {
                1 => new ReviseCodebook(pen.Envelope(known), Track, TrackBook.Second, TrackBook.ToSecond),
                2 => new ReviseCodebook(pen.Envelope(known), Track, TrackBook.Third, TrackBook.ToThird),
                _ => null,
            }))));
    }

    /// <summary>The event with one of its fields as it should have been read.</summary>
    private static LedgerEvent Misread(
        HistoryPen pen, LedgerEvent read, int field, EdtfDate on, EdtfPeriod? runs, EdtfPeriod? covers, (AreaId Area, int Value, int Version)[] areas, Jurisdiction? target) => (read, field) switch
    {
        (PolicyAnnounced e, 0) => e with { Announced = on },
        (PolicyAnnounced e, 1) => e with { Target = target },
        (PolicyAnnounced e, 2) => e with { Areas = e.Areas.Select(a => a with { Value = pen.Value(a.Area, a.CodebookVersion, areas[0].Value) }).ToValueList() },
        (PolicyAnnounced e, _) => e with { Effective = runs },
        (PolicyAmended e, 0) => e with { Announced = on },
        (PolicyAmended e, 1) => e with { Areas = e.Areas?.Select(a => a with { Value = pen.Value(a.Area, a.CodebookVersion, areas[0].Value) }).ToValueList() },
        (PolicyAmended e, 2) => e with { Effective = runs },
        (PolicyAmended e, 3) => e with { Target = new(target) },
        (PolicyAmended e, _) => e with { From = on },
        (PolicyTookEffect e, _) => e with { On = on },
        (PolicySuspended e, _) => e with { On = on },
        (PolicyResumed e, _) => e with { On = on },
        (PolicyEnded e, _) => e with { On = on },
        (StatementMade e, 0) => e with { Target = target },
        (StatementMade e, _) => e with { On = on },
        (StanceCoded e, 0) => e with { Target = target },
        (StanceCoded e, 1) => e with { Value = pen.Value(e.Area, e.CodebookVersion, areas[0].Value) },
        (StanceCoded e, 2) => e with { Basis = e.Basis == Basis.InForce ? Basis.Declared : Basis.InForce },
        (StanceCoded e, _) => e with { Period = covers ?? e.Period },
        (CableSent e, _) => e with { On = on },
        (CableWithdrawn e, _) => e with { On = on },
        (SourceAttached e, _) => e with { Bearing = Bearing.Corroborates },
        (SourceChecked e, _) => e with { Finding = SourceFinding.Changed },
        _ => read,
    };

    private static Step About<TOpening>(int which, Func<HistoryPen, DateTimeOffset?, RecordState, Command?> command)
        where TOpening : OpeningEvent =>
        (pen, known) => pen.Record<TOpening>(which) is { } record ? command(pen, known, record) : null;

    private static RecordPart Part(RecordState record, int n) => n == 0 || record.Entries.Count == 0 ? record.Opening : record.Entries[n % record.Entries.Count];

    /// <summary>An amendment speaks of areas that the policy has.</summary>
    private static (AreaId, int, int)[] Onto(RecordState record, (AreaId Area, int Value, int Version)[] areas) =>
        record.Opening.Event is PolicyAnnounced policy ? areas.Select((a, i) => (policy.Areas[i % policy.Areas.Count].Area, a.Value, a.Version)).ToArray() : areas;

    /// <summary>Each area once. Version 0 is the newest.</summary>
    private static ValueList<CodedArea> Values(HistoryPen pen, IEnumerable<(AreaId Area, int Value, int Version)> areas) => areas.DistinctBy(a => a.Area)
        .Select(a => (a.Area, a.Value, Version: a.Version == 0 || a.Area.Codebook != Track ? (int?)null : Math.Min(a.Version, pen.TrackVersion)))
        .Select(a => new CodedArea(a.Area, pen.Value(a.Area, a.Version, a.Value), a.Version)).ToValueList();

    private static EdtfPeriod? Period(Result<EdtfPeriod> parsed) => parsed.TryGet(out var period, out _) ? period : null;

    private static AreaId Area(string full) => AreaId.Parse(full, "area").OrThrow();

    private static Jurisdiction Code(string code) => Jurisdiction.ParseCode(code, "code").OrThrow();
}
