using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Tests.Stances;

/// <summary>The worked cases of the rule, against the implementation that answers in earnest.</summary>
public sealed class FastAsOfCasesTests : AsOfCasesTests
{
    protected override StanceAnswer Answer(IReadOnlyList<RecordedEvent> log, StanceQuestion question)
    {
        var (rows, records) = (new List<SegmentRow>(), new Dictionary<RecordId, RecordState>());
        var books = CodebookShelf.Empty;
        foreach (var e in log)
        {
            if (e.Event is not RecordEvent about)
            {
                books = books.With(e.Event, e.Position);
                continue;
            }

            var projected = Projection.Apply(records.GetValueOrDefault(about.Record), 0, e, (_, _, _, _, _) => [], books);
            records[about.Record] = projected.After;
            if (projected.Segments is not { } segments)
                continue;
            rows = rows.ConvertAll(row => row.Record.Equals(about.Record) && row.UntilPosition is null ? row with { UntilPosition = e.Position, UntilKnownAt = e.KnownAt } : row);
            rows.AddRange(segments);
        }

        var ofCell = rows.FindAll(row => row.Record.Jurisdiction.Equals(question.Jurisdiction)
            && row.Segment.Area.Equals(question.Area)
            && (row.Segment.Target is null || row.Segment.Target.Equals(question.Target)));
        return AsOf.Answer(question, ofCell, () => ofCell.Exists(row => row.Visible(question.At, question.KnownAt)), books.At(question.At));
    }
}
