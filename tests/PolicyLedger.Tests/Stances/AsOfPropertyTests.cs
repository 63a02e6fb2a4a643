using CsCheck;
using PolicyLedger.Stances;
using PolicyLedger.Testing.Stances;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Stances;

/// <summary>The fast rule over stored segments against the plain one over events.</summary>
public class AsOfPropertyTests
{
    [Fact]
    public void Fast_and_reference_agree_on_random_histories() =>
        RandomHistories.Any.Sample(
            history =>
            {
                using var models = new Models(history);
                foreach (var question in history.Questions)
                    Assert.Equal(History.Describe(ReferenceAsOf.Answer(history.Events, question)), History.Describe(models.Answer(question)));
            },
            iter: 1_500,
            print: history => history.ToString());

    [Fact]
    public void A_timeline_says_on_each_day_what_the_rule_says() =>
        RandomHistories.Any.Sample(
            history =>
            {
                using var models = new Models(history);
                foreach (var q in history.Questions.Take(3))
                {
                    var stretches = models.Timeline(q);
                    foreach (var stretch in stretches)
                    {
                        foreach (var day in new[] { stretch.From, stretch.Until.AddDays(-1) }.Where(day => day > DateOnly.MinValue))
                        {
                            var (expected, actual) = (ReferenceAsOf.Answer(history.Events, q with { On = day }), stretch.Report.Answer);
                            Assert.Equal((expected.Status, expected.Winner, expected.Certainty, expected.FromGeneral), (actual.Status, actual.Winner, actual.Certainty, actual.FromGeneral));
                        }
                    }
                }
            },
            iter: 300,
            print: history => history.ToString());

    private sealed class Models : IDisposable
    {
        private readonly InMemoryReadModels models;
        private readonly StanceReader reader;

        public Models(History history)
        {
            models = new(history.Log, EventCodec.Current);
            reader = new(models, TimeProvider.System);
            models.CatchUpAsync().AsTask().GetAwaiter().GetResult();
        }

        public StanceAnswer Answer(StanceQuestion question)
        {
            var books = models.BooksAsync(question.At).AsTask().GetAwaiter().GetResult();
            return reader.AnswerAsync(question, books).AsTask().GetAwaiter().GetResult();
        }

        public IReadOnlyList<Stretch> Timeline(StanceQuestion q) =>
            new TimelineReader(models, reader).TimelineAsync(q.Jurisdiction, q.Area, q.Target, null, null, new(null, q.KnownAt, q.At, q.Basis)).GetAwaiter().GetResult() is var result
            && result.TryGet(out var stretches, out _) ? stretches : [];

        public void Dispose() => models.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
