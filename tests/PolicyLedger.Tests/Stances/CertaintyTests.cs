using CsCheck;
using PolicyLedger.Codebooks;
using PolicyLedger.Stances;
using PolicyLedger.Testing.Stances;
using Xunit;

namespace PolicyLedger.Tests.Stances;

/// <summary><c>definite</c> means that every way to read the imprecise dates gives the same answer.</summary>
public class CertaintyTests
{
    private const int AllReadings = 2_000;
    private const int SomeReadings = 100;

    [Fact]
    public void A_definite_answer_is_the_answer_on_every_reading_of_the_dates()
    {
        var (asked, tried) = (0, 0L);
        RandomHistories.Small.Sample(
            history =>
            {
                foreach (var question in history.Questions)
                {
                    var answer = ReferenceAsOf.Answer(history.Events, question);
                    if (answer.Certainty != Certainty.Definite)
                        continue;
                    var readings = new ExactReadings(history.Events, question.On);
                    if (readings.Count == 1)
                        continue;
                    Interlocked.Increment(ref asked);
                    var books = history.Events.Aggregate(CodebookShelf.Empty, (shelf, e) => shelf.With(e.Event, e.Position)).At(question.At);
                    foreach (var reading in readings.Count <= AllReadings ? readings.All() : readings.Some(SomeReadings))
                    {
                        Interlocked.Increment(ref tried);
                        var exact = ReferenceAsOf.Answer(reading, question);
                        Assert.True(
                            exact.Status == StanceStatus.Known && Meant(books, exact) == Meant(books, answer),
                            $"{History.Describe(question)}\nis said to be {History.Describe(answer)}\nbut is {History.Describe(exact)}\nread as\n{string.Join('\n', reading.Select(History.Describe))}");
                    }
                }
            },
            iter: 4_000, threads: 2);
        Assert.True(asked > 500, $"only {asked} definite answers about imprecise dates, in {tried} readings: the test says little");
    }

    private static string Meant(CodebookShelf books, StanceAnswer answer)
    {
        var value = answer.Winner!.Value;
        var translated = books.Translate(value.Area, value.CodebookVersion, value.Value);
        return value.Value is StanceValue.Level or StanceValue.Category ? $"{translated.Value} in version {translated.Version}" : $"{value.Value}";
    }
}
