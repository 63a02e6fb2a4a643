using CsCheck;
using PolicyLedger.Dates;
using PolicyLedger.Stances;
using PolicyLedger.Testing.Stances;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Stances;

public class DayTurnTests
{
    [Fact]
    public void A_day_turns_a_cell_exactly_where_the_rule_s_answer_differs_from_that_of_the_day_before()
    {
        var turned = 0;
        RandomHistories.Any.Sample(
            history =>
            {
                var models = new InMemoryReadModels(history.Log, EventCodec.Current);
                models.CatchUpAsync().AsTask().Wait();
                var days = models.AllSegments.Select(row => row.Segment)
                    .SelectMany(s => new[] { s.Start.Earliest, s.Start.Latest, s.End.Earliest, s.End.Latest, s.DoubtFrom })
                    .Where(day => day > Days.Beginning && day < Days.Open).Distinct().Take(6).ToList();
                foreach (var q in history.Questions.Take(4).SelectMany(q => days.Select(day => q with { On = day })))
                {
                    var cells = DayTurn.CellsAsync(models, q.On, q.At, q.KnownAt).ToBlockingEnumerable().ToHashSet();
                    var differs = What(history, q) != What(history, q with { On = q.On.AddDays(-1) });
                    var own = cells.Contains(new(q.Jurisdiction, q.Area, q.Target, q.Basis));
                    var general = cells.Contains(new(q.Jurisdiction, q.Area, null, q.Basis));
                    Assert.True(own ? differs : !differs || (q.Target is not null && general), $"{History.Describe(q)}: turned {string.Join(", ", cells)}");
                    if (own)
                        Interlocked.Increment(ref turned);
                }
            },
            iter: 300,
            print: history => history.ToString());
        Assert.True(turned > 100, $"only {turned} turns: the test says little");
    }

    private static string What(History history, StanceQuestion question)
    {
        var answer = ReferenceAsOf.Answer(history.Events, question);
        return (answer.Winner?.Value, answer.Certainty, answer.FromGeneral, answer.Sum).ToString();
    }
}
