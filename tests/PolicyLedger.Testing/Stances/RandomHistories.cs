using CsCheck;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
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
    internal const string Track = "track";

    private static readonly string[] Exact = ["2021-01-01", "2021-01-15", "2021-01-31", "2021-02-01", "2021-02-10", "2021-03-01", "2021-03-15"];
    private static readonly string[] Months = ["2021-01", "2021-02", "2021-02-XX", "2021-03~", "2021-01-15?"];
    private static readonly string[] Years = ["2021", "2021-XX-XX", "2021-XX", "2020"];
    private static readonly DateOnly[] Asked = [.. Exact.Select(d => Iso.Day(d, "").OrThrow()).SelectMany(d => new[] { d.AddDays(-1), d, d.AddDays(1) }), new(2021, 2, 20), new(2021, 12, 31), new(2022, 6, 1)];

    private static readonly HistoryWorld Wide = new(
        Gen.Frequency<string>((6, Gen.OneOf(Exact)), (2, Gen.OneOf(Months)), (1, Gen.OneOf(Years))),
        Gen.Frequency((8, Area("track:level")), (5, Area("track:way")), (2, Area("track:kind")), (1, Area("migration:asylum"))),
        Gen.Frequency<Jurisdiction?>((6, (Jurisdiction?)null), (3, Code("SYR")), (1, Code("AFG"))),
        Gen.Frequency((7, Code("DEU")), (1, Code("FRA"))));

    private static readonly HistoryWorld Narrow = Wide with
    {
        Date = Gen.Frequency<string>((3, Gen.OneOf(Exact)), (1, Gen.OneOf("2021-01", "2021-02", "2021-02-XX"))),
        Area = Gen.Const(Area("track:level")),
        Target = Gen.Frequency<Jurisdiction?>((1, (Jurisdiction?)null), (1, Code("SYR"))),
        Jurisdiction = Gen.Const(Code("DEU")),
    };

    private static readonly HistoryWorld Vague = Narrow with { Date = Gen.Frequency<string>((1, Gen.OneOf(Exact)), (1, Gen.OneOf("2021-01", "2021-02", "2021-02-XX"))) };

    /// <summary>Up to two dozen commands of every kind; dates of every precision.</summary>
    public static Gen<History> Any { get; } = Of(Wide, new HistorySteps(Wide).Any.Array[1, 24]);

    /// <summary>A few commands, dates no less precise than a month, and few of those: every reading of the dates can be tried.</summary>
    public static Gen<History> Small { get; } = Gen.OneOf<History>(
        Of(Wide with { Date = Narrow.Date }, new HistorySteps(Wide with { Date = Narrow.Date }).Any.Array[1, 8]),
        Of(Narrow, new HistorySteps(Narrow).OnePolicy.Array[1, 6], new HistorySteps(Narrow).Announce),
        Of(Narrow, new HistorySteps(Narrow).Policies.Array[2, 8]),
        Of(Vague, new HistorySteps(Vague).Coders.Array[3, 6]));

    private static Gen<History> Of(HistoryWorld world, Gen<HistoryStep[]> attempts, Gen<HistoryStep>? first = null)
    {
        var all = Gen.Select(first ?? Gen.Const(new HistoryStep((_, _) => null)), attempts, (one, more) => (HistoryStep[])[one, .. more]);
        var passing = Gen.Select(Gen.Frequency<int>((6, Gen.Int[0, 2]), (1, Gen.Const(-1))), Gen.Frequency<int>((3, Gen.Const(-1)), (1, Gen.Int[0, 4]))).Array[25];
        var cell = Gen.Select(world.Jurisdiction, world.Area, world.Target, Gen.Int[0, 60], (jurisdiction, area, target, which) => (jurisdiction, area, target, which));
        var question = Gen.Select(
            cell, Gen.OneOf(Asked), Gen.Frequency<int>((2, Gen.Const(99)), (3, Gen.Int[0, 30])), Gen.Frequency<int>((2, Gen.Const(-1)), (1, Gen.Int[0, 40])),
            Gen.Frequency((3, Basis.InForce), (2, Basis.Declared)),
            (cell, on, known, at, basis) => (cell, on, known, at, basis));
        return Gen.Select(all, passing, question.Array[4, 8], (steps, times, questions) =>
        {
            var pen = new HistoryPen();
            pen.Run(new AdoptCodebook(pen.Envelope(null), Track, TrackBook.First));
            for (var n = 0; n < steps.Length; n++)
            {
                var (days, lag) = times[n];
                pen.Pass(days);
                if (steps[n](pen, lag < 0 ? null : pen.Ago(lag)) is { } command)
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

    private static AreaId Area(string full) => AreaId.Parse(full, "area").OrThrow();

    private static Jurisdiction Code(string code) => Jurisdiction.ParseCode(code, "code").OrThrow();
}

/// <summary>What records can be about.</summary>
/// <param name="Date">As EDTF.</param>
/// <param name="Area">Of the test's codebook, or of one that the program ships.</param>
/// <param name="Target">Null: general.</param>
/// <param name="Jurisdiction">Whose records.</param>
internal sealed record HistoryWorld(Gen<string> Date, Gen<AreaId> Area, Gen<Jurisdiction?> Target, Gen<Jurisdiction> Jurisdiction);
