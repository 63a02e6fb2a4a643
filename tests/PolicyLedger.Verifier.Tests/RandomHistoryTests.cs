using CsCheck;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Testing.Stances;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Verifier.Tests;

/// <summary>Two streams are enough: what the fast rule answers from the whole of a random ledger follows from a kit, under any checkpoint that reaches as far.</summary>
public class RandomHistoryTests
{
    [Fact]
    public void Answers_of_random_histories_follow_from_their_kits() =>
        RandomHistories.Any.Sample(
            history =>
            {
                var models = new InMemoryReadModels(history.Log, EventCodec.Current);
                models.CatchUpAsync().AsTask().GetAwaiter().GetResult();
                var all = history.Log.ReadAllAsync().ToBlockingEnumerable().ToList();
                foreach (var question in history.Questions)
                {
                    var books = models.BooksAsync(question.At).AsTask().GetAwaiter().GetResult();
                    var answer = new StanceReader(models, TimeProvider.System).AnswerAsync(question, books).AsTask().GetAwaiter().GetResult();
                    foreach (var size in new[] { (int)question.At + 1, all.Count })
                    {
                        var (kit, checkpoint) = Kit(all[..size], answer);
                        var report = EvidenceCheck.RunUnder(checkpoint, kit);
                        Assert.Null(report.Broken?.Message);
                        Assert.Equal(EvidenceJson.Write(answer), EvidenceJson.Write(report.Derived!));
                    }
                }
            },
            iter: 150,
            print: history => history.ToString());

    private static (EvidenceKit Kit, Checkpoint Checkpoint) Kit(IReadOnlyList<StoredEvent> log, StanceAnswer answer)
    {
        var tree = TreeTiles.InMemory();
        var heads = new Dictionary<string, StreamHead>();
        foreach (var stored in log)
        {
            tree.Add(AuditLeaf.HashOf(AuditLeaf.Of(stored, EventCodec.TextHashOf(stored))));
            heads[stored.Stream] = new(stored.Stream, stored.Revision, stored.Position);
        }

        var streams = EvidenceKit.StreamsOf(answer.Question);
        var kit = EvidenceKit.Of("", log.Count, tree.At, heads.Values, log.Where(stored => streams.Contains(stored.Stream)), answer);
        return (kit, new("example.org/ledger", log.Count, MerkleTree.Root(tree.At, log.Count), StreamHead.Root(heads.Values)));
    }
}
