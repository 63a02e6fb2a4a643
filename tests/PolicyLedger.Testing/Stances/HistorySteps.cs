using CsCheck;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Testing.Stances;

/// <summary>What a recorder may try next, seeing what is there; null where there is nothing to try it on.</summary>
internal delegate Command? HistoryStep(HistoryPen pen, DateTimeOffset? knownAt);

/// <summary>The commands of random histories.</summary>
internal sealed class HistorySteps
{
    private readonly HistoryWorld world;
    private readonly Gen<EdtfDate> date;
    private readonly Gen<EdtfPeriod?> effective;
    private readonly Gen<EdtfPeriod?> coded;
    private readonly Gen<(AreaId Area, int Value, int Version)[]> values;

    /// <summary>Which record: mostly the one that was opened last.</summary>
    private readonly Gen<int> back = Gen.Frequency<int>((3, Gen.Const(0)), (2, Gen.Int[0, 5]));

    public HistorySteps(HistoryWorld world)
    {
        this.world = world;
        date = world.Date.Select(text => EdtfDate.Parse(text, "date").OrThrow());
        var interval = Gen.Select(world.Date, Gen.OneOf<string>(world.Date, world.Date, Gen.OneOf("..", "")), (a, b) => $"{a}/{b}");
        var odd = Gen.Select(Gen.OneOf("", ".."), world.Date, (a, b) => $"{a}/{b}");
        var period = Gen.Frequency<string>((4, world.Date), (3, interval), (1, odd));
        effective = period.Select(text => EdtfPeriod.ParseEffective(text, "period").TryGet(out var read, out _) ? read : null);
        coded = Gen.Frequency<string>((2, world.Date), (5, interval), (1, odd)).Select(text => EdtfPeriod.ParseCoded(text, "period").TryGet(out var read, out _) ? read : null);
        values = Gen.Select(world.Area, Gen.Int[0, 11], Gen.Frequency<int>((5, Gen.Const(0)), (1, Gen.Int[1, 3]))).Array[1, 2];
    }

    /// <summary>Every kind of command.</summary>
    public Gen<HistoryStep> Any => Gen.Frequency<HistoryStep>(
        (10, Announce), (4, State), (10, Code), (10, Amend), (3, TakeEffect), (7, Suspend), (7, Resume), (4, End), (6, Correct), (3, Retract),
        (2, SendCable), (2, WithdrawCable), (1, AttachSource), (1, CheckSource), (1, Erase), (1, Revise));

    /// <summary>What happens to a policy that is there, its period above all.</summary>
    public Gen<HistoryStep> OnePolicy => Gen.Frequency<HistoryStep>((4, AmendPeriod), (3, Amend), (1, TakeEffect), (2, Suspend), (2, Resume), (1, End), (1, Correct), (1, Retract));

    /// <summary>A few policies with many entries.</summary>
    public Gen<HistoryStep> Policies => Gen.Frequency<HistoryStep>(
        (6, Announce), (1, State), (1, Code), (8, Amend), (2, TakeEffect), (4, Suspend), (4, Resume), (3, End), (1, Correct), (1, Retract));

    /// <summary>Coders, and what they stand before.</summary>
    public Gen<HistoryStep> Coders => Gen.Frequency<HistoryStep>((8, Code), (3, Announce), (1, State), (1, Correct), (1, Retract));

    public Gen<HistoryStep> Announce => Gen.Select(
        world.Jurisdiction, values, world.Target, date, Gen.Frequency<EdtfPeriod?>((4, effective), (1, Gen.Const((EdtfPeriod?)null))), Gen.Int[0, 9],
        (who, areas, target, on, period, joint) => new HistoryStep((pen, known) => new AnnouncePolicy(
            pen.Envelope(known), joint == 0 ? [Named("DEU"), Named("FRA")] : [who], pen.NextId(), Instrument.Law, Values(pen, areas), target, on, period, new("T"), HistoryPen.Sources)));

    private Gen<HistoryStep> State => Gen.Select(
        world.Jurisdiction, values, world.Target, date,
        (who, areas, target, on) => new HistoryStep((pen, known) => new MakeStatement(
            pen.Envelope(known), who, pen.NextId(), StatementForm.Speech, Values(pen, areas), target, on, new("T"), HistoryPen.Sources)));

    private Gen<HistoryStep> Code => Gen.Select(
        world.Jurisdiction, values, world.Target, coded, Gen.Int[0, 2], Gen.Frequency((3, Basis.InForce), (1, Basis.Declared)),
        (who, areas, target, period, noData, basis) => new HistoryStep((pen, known) =>
        {
            var value = Values(pen, areas)[0];
            return period is null ? null : new CodeStance(
                pen.Envelope(known), who, pen.NextId(), value.Area, value.CodebookVersion, target, basis, period, noData == 0 ? new StanceValue.NoData() : value.Value, null, null, HistoryPen.Sources);
        }));

    /// <summary>A value, a target or a period, or a value with one of these.</summary>
    private Gen<HistoryStep> Amend => Gen.Select(
        back, date, date, values, world.Target, effective, Gen.Int[1, 7],
        (which, from, announced, areas, target, period, what) => About<PolicyAnnounced>(which, (pen, known, record) => new AmendPolicy(
            pen.Envelope(known), record.Id, null, from, announced, (what & 1) > 0 ? Values(pen, Onto(record, areas)) : null,
            (what & 6) == 6 ? new NewTarget(target) : null, (what & 6) == 2 ? period : null, null, HistoryPen.Sources)));

    private Gen<HistoryStep> AmendPeriod => Gen.Select(
        back, date, effective, (which, from, period) => About<PolicyAnnounced>(which, (pen, known, record) => period is null ? null : new AmendPolicy(
            pen.Envelope(known), record.Id, null, from, null, null, null, period, null, HistoryPen.Sources)));

    private Gen<HistoryStep> TakeEffect => Gen.Select(
        back, date, (which, on) => About<PolicyAnnounced>(which, (pen, known, record) => new PutPolicyIntoEffect(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)));

    private Gen<HistoryStep> Suspend => Gen.Select(
        back, date, (which, on) => About<PolicyAnnounced>(which, (pen, known, record) => new SuspendPolicy(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)));

    private Gen<HistoryStep> Resume => Gen.Select(
        back, date, (which, on) => About<PolicyAnnounced>(which, (pen, known, record) => new ResumePolicy(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)));

    private Gen<HistoryStep> End => Gen.Select(
        back, date, Gen.OneOf(Ending.Repealed, Ending.Withdrawn),
        (which, on, how) => About<OpeningEvent>(which, (pen, known, record) => new EndPolicy(pen.Envelope(known), record.Id, null, on, how, null, HistoryPen.Sources)));

    private Gen<HistoryStep> Correct => Gen.Select(
        back, Gen.Int[0, 4], Gen.Int[0, 4], date, effective, coded, values, world.Target,
        (which, part, what, on, period, covers, areas, target) => About<OpeningEvent>(which, (pen, known, record) =>
        {
            var read = Part(record, part).Event;
            var changes = HistoryPen.Changes(read, Misread(pen, read, what, on, period, covers, areas[0].Value, target));
            return new CorrectRecord(pen.Envelope(known), record.Id, null, (read as EntryEvent)?.Entry, changes, "misread", HistoryPen.Sources);
        }));

    private Gen<HistoryStep> Retract => Gen.Select(
        back, Gen.Int[0, 4],
        (which, part) => About<OpeningEvent>(which, (pen, known, record) => new RetractRecord(pen.Envelope(known), record.Id, null, (Part(record, part).Event as EntryEvent)?.Entry, "wrong")));

    private Gen<HistoryStep> SendCable => Gen.Select(
        world.Jurisdiction, world.Area, date,
        (who, area, on) => new HistoryStep((pen, known) => new SendCable(
            pen.Envelope(known), who, pen.NextId(), [new Addressee.Host(Named("USA"))], [Instruction.Report], [new(area, Towards.MoreRestrictive)], on, null, KnownBy.Leaked, null, new("T"), HistoryPen.Sources)));

    private Gen<HistoryStep> WithdrawCable => Gen.Select(
        back, date, (which, on) => About<CableSent>(which, (pen, known, record) => new WithdrawCable(pen.Envelope(known), record.Id, null, on, null, HistoryPen.Sources)));

    private Gen<HistoryStep> AttachSource => back.Select(
        which => About<OpeningEvent>(which, (pen, known, record) => new AttachSource(pen.Envelope(known), record.Id, null, Bearing.Disputes, HistoryPen.Sources[0], null)));

    private Gen<HistoryStep> CheckSource => back.Select(
        which => About<OpeningEvent>(which, (pen, known, record) => new CheckSource(pen.Envelope(known), record.Id, null, 1, null, SourceFinding.Unavailable, null, null)));

    private Gen<HistoryStep> Erase => back.Select(
        which => About<OpeningEvent>(which, (pen, known, record) => new EraseRecord(pen.Envelope(known), record.Id, null, ErasureGrounds.CourtOrder, "ordered")));

    private static Gen<HistoryStep> Revise => Gen.Const(new HistoryStep((pen, known) => pen.TrackVersion switch
    {
        1 => new ReviseCodebook(pen.Envelope(known), RandomHistories.Track, TrackBook.Second, TrackBook.ToSecond),
        2 => new ReviseCodebook(pen.Envelope(known), RandomHistories.Track, TrackBook.Third, TrackBook.ToThird),
        _ => null,
    }));

    /// <summary>The event with one of its fields as it should have been read.</summary>
    private static LedgerEvent Misread(
        HistoryPen pen, LedgerEvent read, int field, EdtfDate on, EdtfPeriod? effective, EdtfPeriod? covers, int value, Jurisdiction? target) => (read, field) switch
        {
            (PolicyAnnounced e, 0) => e with { Announced = on },
            (PolicyAnnounced e, 1) => e with { Target = target },
            (PolicyAnnounced e, 2) => e with { Areas = e.Areas.Select(a => a with { Value = pen.Value(a.Area, a.CodebookVersion, value) }).ToValueList() },
            (PolicyAnnounced e, _) => e with { Effective = effective },
            (PolicyAmended e, 0) => e with { Announced = on },
            (PolicyAmended e, 1) => e with { Areas = e.Areas?.Select(a => a with { Value = pen.Value(a.Area, a.CodebookVersion, value) }).ToValueList() },
            (PolicyAmended e, 2) => e with { Effective = effective },
            (PolicyAmended e, 3) => e with { Target = new(target) },
            (PolicyAmended e, _) => e with { From = on },
            (PolicyTookEffect e, _) => e with { On = on },
            (PolicySuspended e, _) => e with { On = on },
            (PolicyResumed e, _) => e with { On = on },
            (PolicyEnded e, _) => e with { On = on },
            (StatementMade e, 0) => e with { Target = target },
            (StatementMade e, _) => e with { On = on },
            (StanceCoded e, 0) => e with { Target = target },
            (StanceCoded e, 1) => e with { Value = pen.Value(e.Area, e.CodebookVersion, value) },
            (StanceCoded e, 2) => e with { Basis = e.Basis == Basis.InForce ? Basis.Declared : Basis.InForce },
            (StanceCoded e, _) => e with { Period = covers ?? e.Period },
            (CableSent e, _) => e with { On = on },
            (CableWithdrawn e, _) => e with { On = on },
            (SourceAttached e, _) => e with { Bearing = Bearing.Corroborates },
            (SourceChecked e, _) => e with { Finding = SourceFinding.Changed },
            _ => read,
        };

    private static HistoryStep About<TOpening>(int which, Func<HistoryPen, DateTimeOffset?, RecordState, Command?> command)
        where TOpening : OpeningEvent =>
        (pen, known) => pen.Record<TOpening>(which) is { } record ? command(pen, known, record) : null;

    private static RecordPart Part(RecordState record, int n) => n == 0 || record.Entries.Count == 0 ? record.Opening : record.Entries[n % record.Entries.Count];

    /// <summary>An amendment speaks of areas that the policy has.</summary>
    private static IEnumerable<(AreaId, int, int)> Onto(RecordState record, (AreaId Area, int Value, int Version)[] areas) =>
        record.Opening.Event is PolicyAnnounced policy ? areas.Select((a, i) => (policy.Areas[i % policy.Areas.Count].Area, a.Value, a.Version)) : areas;

    /// <summary>Each area once. Version 0 is the newest.</summary>
    private static ValueList<CodedArea> Values(HistoryPen pen, IEnumerable<(AreaId Area, int Value, int Version)> areas) => areas.DistinctBy(a => a.Area)
        .Select(a => (a.Area, a.Value, Version: a.Version == 0 || a.Area.Codebook != RandomHistories.Track ? (int?)null : Math.Min(a.Version, pen.TrackVersion)))
        .Select(a => new CodedArea(a.Area, pen.Value(a.Area, a.Version, a.Value), a.Version)).ToValueList();

    private static Jurisdiction Named(string code) => Jurisdiction.ParseCode(code, "code").OrThrow();
}
