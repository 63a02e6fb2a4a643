using System.Collections.Concurrent;
using CsCheck;
using PolicyLedger.Stances;
using PolicyLedger.Testing.Stances;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Stances;

/// <summary>The histories are worth asking: without this the tests over them could pass by saying nothing.</summary>
public class RandomHistoriesTests
{
    /// <summary>Far fewer mean that rules now refuse nearly all that is tried of a kind.</summary>
    private const int Fewest = 5;

    [Fact]
    public void They_have_every_kind_of_event_and_every_kind_of_answer()
    {
        var histories = new ConcurrentBag<History>();
        RandomHistories.Any.Sample(histories.Add, iter: 3_000, threads: 2);
        var types = histories.SelectMany(h => h.Events).CountBy(e => e.Type).ToDictionary();
        Assert.Equal(EventTypes.Current.Names, types.Keys.Order(StringComparer.Ordinal));
        Assert.All(types, type => Assert.InRange(type.Value, Fewest, int.MaxValue));

        var answers = histories.SelectMany(h => h.Questions.Select(q => ReferenceAsOf.Answer(h.Events, q))).ToList();
        Assert.All(
            new Func<StanceAnswer, bool>[]
            {
                a => a.Status == StanceStatus.NotYetKnown,
                a => a.Status == StanceStatus.Unknown,
                a => a.Certainty == Certainty.Definite,
                a => a.Certainty == Certainty.Possible,
                a => a.FromGeneral,
                a => a.Rivals.Count > 0,
                a => a.Alternatives.Count > 0,
                a => a.Winner?.Layer == Layer.Coded,
                a => a.Winner?.Layer == Layer.Derived,
                a => a.Sum is { Records: > 1 },
            },
            kind => Assert.InRange(answers.Count(kind), 5, int.MaxValue));
    }
}
