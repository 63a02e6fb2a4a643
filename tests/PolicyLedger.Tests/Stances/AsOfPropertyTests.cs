using CsCheck;
using PolicyLedger.Codebooks;
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

    [Fact]
    public void A_diff_has_a_row_exactly_where_the_rule_s_answers_differ() =>
        RandomHistories.Any.Sample(
            history =>
            {
                using var models = new Models(history);
                foreach (var (q, other) in history.Questions.Zip(history.Questions.Skip(1)))
                {
                    var (earlier, later) = q.KnownAt <= other.KnownAt ? (q, q with { On = other.On, KnownAt = other.KnownAt }) : (q with { KnownAt = other.KnownAt }, q with { On = other.On });
                    StanceAnswer[] answers = [.. new[] { earlier, earlier with { KnownAt = later.KnownAt }, later }.Select(asked => ReferenceAsOf.Answer(history.Events, asked))];
                    var books = models.Books(q.At);
                    if (models.Diff(earlier, later) is not { } rows)
                        continue;
                    var (learned, world) = (Differ(books, answers[0], answers[1]), Differ(books, answers[1], answers[2]));
                    Assert.Equal(learned || world, rows.Count == 1);
                    if (rows.Count == 1)
                        Assert.Equal((learned, world), (rows[0].Learned || (rows[0].Recoded && learned), rows[0].World || (rows[0].Recoded && world)));
                }
            },
            iter: 500,
            print: history => history.ToString());

    private static bool Differ(CodebookShelf books, StanceAnswer a, StanceAnswer b) =>
        (a.Status, a.Certainty) != (b.Status, b.Certainty)
        || (a.Winner is { Value: var x } && b.Winner is { Value: var y } && (x.Value != y.Value || !books.Same(x, y)));

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

        public StanceAnswer Answer(StanceQuestion question) => reader.AnswerAsync(question, Books(question.At)).AsTask().GetAwaiter().GetResult();

        public CodebookShelf Books(long at) => models.BooksAsync(at).AsTask().GetAwaiter().GetResult();

        public IReadOnlyList<Stretch> Timeline(StanceQuestion q) =>
            new TimelineReader(models, reader).TimelineAsync(q.Jurisdiction, q.Area, q.Target, null, null, new(null, q.KnownAt, q.At, q.Basis)).GetAwaiter().GetResult() is var result
            && result.TryGet(out var stretches, out _) ? stretches : [];

        /// <summary>Null where the area is not known at that position.</summary>
        public IReadOnlyList<DiffRow>? Diff(StanceQuestion a, StanceQuestion b) =>
            new DiffReader(models, reader).DiffAsync(a.Jurisdiction, a.Area, a.Target, new(a.On, a.KnownAt), new(b.On, b.KnownAt), new(null, null, a.At, a.Basis))
                .GetAwaiter().GetResult().TryGet(out var rows, out _) ? rows : null;

        public void Dispose() => models.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
