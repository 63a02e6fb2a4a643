using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>
/// The as-of rule, version 1, word by word (<c>schemas/as-of/rule.md</c>): slow, plain, straight from the events. What answers in earnest is compared
/// with it and shares no code with it beyond event records and dates. The numbers in the comments are the rule's steps.
/// </summary>
public static class ReferenceAsOf
{
    /// <param name="log">All events of the ledger, in any order.</param>
    /// <param name="question">What is asked.</param>
    public static StanceAnswer Answer(IEnumerable<RecordedEvent> log, StanceQuestion question)
    {
        var read = log.Where(e => e.Position <= question.At).OrderBy(e => e.Position).ToList();
        var scale = new ReferenceScale(read.Select(e => e.Event), question.Area);
        var records = ReferenceRecord.Fold(read, question.KnownAt).Where(r => r.Id.Jurisdiction.Equals(question.Jurisdiction)).ToList();

        // 7
        var cell = ReadCell(records, scale, question, question.Target);
        var fromGeneral = cell.Verdict is null && question.Target is not null;
        var doubts = fromGeneral ? cell.Doubts : [];
        var unsure = fromGeneral && cell.Unsure;
        if (fromGeneral)
            cell = ReadCell(records, scale, question, null);

        // 8
        if (cell.Verdict is not { } verdict)
        {
            var any = records.Any(r => r.Concerns(question.Area, question.Target) || r.Concerns(question.Area, null));
            return new(question, any ? StanceStatus.Unknown : StanceStatus.NotYetKnown, null, null, false, [], [], null);
        }

        // 5, 6
        var winner = verdict.Winner;
        var definite = verdict.Definite && !cell.Unsure && !unsure;
        var rivals = Listed([.. doubts, .. cell.Doubts, .. verdict.Rivals], [winner]);
        var alternatives = cell.Coded.Concat(cell.Derived)
            .Where(s => s != winner && !rivals.Contains(s))
            .Where(s => s == cell.OtherWinner || (s.OuterCovers(question.On) && !scale.Same(s.Value, winner.Value)));
        return new(
            question, StanceStatus.Known, winner.Claim, definite ? Certainty.Definite : Certainty.Possible, fromGeneral,
            rivals.Select(s => s.Claim).ToValueList(),
            Listed(alternatives, [winner, .. rivals]).Select(s => s.Claim).ToValueList(),
            scale.IsDirection ? Sum(cell.Derived.Where(s => s.EarliestCovers(question.On))) : null);

        // A shadow repeats what its record may say; beside a claim of the record that says the same it adds nothing.
        List<ReferenceSegment> Listed(IEnumerable<ReferenceSegment> claims, List<ReferenceSegment> before)
        {
            var all = claims.ToList();
            return all.Where((s, n) => !s.Shadow || !before.Concat(all.Where((o, m) => !o.Shadow || m < n))
                .Any(o => o.Claim.Record.Equals(s.Claim.Record) && scale.Same(o.Value, s.Value))).ToList();
        }
    }

    /// <summary>Steps 2 to 6 for one cell.</summary>
    private static Cell ReadCell(List<ReferenceRecord> records, ReferenceScale scale, StanceQuestion question, Jurisdiction? target)
    {
        var segments = records.SelectMany(r => r.Segments(question.Basis)).Where(s => s.Value.Area.Equals(question.Area) && Equals(s.Target, target)).ToList();
        var coded = segments.Where(s => s.Claim.Layer == Layer.Coded)
            .OrderByDescending(s => s.Claim.KnownAt).ThenByDescending(s => s.Claim.Position).ToList();
        var derived = segments.Where(s => s.Claim.Layer == Layer.Derived)
            .OrderByDescending(s => s.Claim.Start.Earliest).ThenByDescending(s => s.Claim.Start.Latest)
            .ThenByDescending(s => s.Claim.KnownAt).ThenByDescending(s => s.Claim.Position).ThenByDescending(s => s.Place).ToList();
        var on = question.On;
        var codes = Judge(coded, (rival, winner) => coded.IndexOf(rival) < coded.IndexOf(winner));
        var derives = Judge(derived, (rival, winner) => Earlier(rival.Claim.Start.Latest, on) >= winner.Claim.Start.Earliest);

        // 6
        if (codes is { Winner.Value.Value: not StanceValue.NoData })
            return new(coded, derived, codes, derives?.Winner, false, []);
        var unsure = codes is { Definite: false };
        List<ReferenceSegment> doubts = codes is null ? [] : [.. codes.Rivals, .. codes.Winner.SurelyCovers(on) ? [] : new[] { codes.Winner }];
        return new(coded, derived, derives, codes?.Winner, unsure, doubts);

        // 2 to 5, for the segments of one layer, best first.
        Verdict? Judge(List<ReferenceSegment> layer, Func<ReferenceSegment, ReferenceSegment, bool> mayOutrank)
        {
            if ((layer.Find(s => s.EarliestCovers(on)) ?? layer.Find(s => s.OuterCovers(on))) is not { } winner)
                return null;
            var rivals = layer.Where(s => s.OuterCovers(on) && !scale.Same(s.Value, winner.Value) && mayOutrank(s, winner)).ToList();
            return new(winner, rivals, winner.SurelyCovers(on) && rivals.Count == 0);
        }
    }

    // 9
    private static DirectionSum Sum(IEnumerable<ReferenceSegment> segments)
    {
        var (total, added, unweighted) = (0, 0, 0);
        foreach (var segment in segments)
        {
            int? weight = segment.Value.Value switch
            {
                StanceValue.Direction { Towards: Towards.MoreRestrictive, Magnitude: { } magnitude } => (int)magnitude,
                StanceValue.Direction { Towards: Towards.LessRestrictive, Magnitude: { } magnitude } => -(int)magnitude,
                StanceValue.Direction { Towards: Towards.NoChange } => 0,
                _ => null,
            };
            total += weight ?? 0;
            added += weight is null ? 0 : 1;
            unweighted += weight is null ? 1 : 0;
        }

        return new(total, added, unweighted);
    }

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    /// <param name="Coded">All segments of the coded layer, best first.</param>
    /// <param name="Derived">All segments of the derived layer, best first.</param>
    /// <param name="Verdict">What speaks; null where the cell gives nothing.</param>
    /// <param name="OtherWinner">The winner of the layer that does not speak.</param>
    /// <param name="Unsure">The coded layer is silent, and may not be.</param>
    /// <param name="Doubts">Because of these.</param>
    private sealed record Cell(
        List<ReferenceSegment> Coded, List<ReferenceSegment> Derived, Verdict? Verdict, ReferenceSegment? OtherWinner, bool Unsure, List<ReferenceSegment> Doubts);

    private sealed record Verdict(ReferenceSegment Winner, List<ReferenceSegment> Rivals, bool Definite);
}
