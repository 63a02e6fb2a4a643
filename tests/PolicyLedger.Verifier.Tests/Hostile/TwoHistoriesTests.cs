using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>
/// Who has the key can sign what he likes, and a kit of another history is a good kit. A checkpoint that was kept tells the
/// two apart.
/// </summary>
public sealed class TwoHistoriesTests : IDisposable
{
    private const string Question = "DEU --area oxcgrt:C8 --on 2021-06-15";

    private readonly TestLedger ledger = new();

    public void Dispose() => ledger.Dispose();

    [Fact]
    public void A_history_rebuilt_without_its_retraction_needs_a_key_of_its_own()
    {
        ledger.Recorded();
        using var thief = new TestLedger(ledger.Key.Name).Recorded(retracted: false);
        var kit = thief.Kit(Question);
        var answer = EvidenceCheck.Run(kit, null, thief.Key).Derived!;
        Assert.NotEqual(EvidenceCheck.Run(ledger.Kit(Question), null, ledger.Key).Derived!.Winner!.Record, answer.Winner!.Record);
        Assert.Equal(EvidenceFault.Signature, EvidenceCheck.Run(kit, null, ledger.Key).Broken?.Fault);
    }

    [Fact]
    public void Another_log_of_the_same_key_file_owner_is_another_log()
    {
        ledger.Recorded();
        using var other = new TestLedger("example.org/other").Recorded();
        Assert.Equal(EvidenceFault.Signature, EvidenceCheck.Run(other.Kit(Question), null, ledger.Key).Broken?.Fault);
        var kept = new KeptCheckpoint(Checkpoint.Open(other.Kit(Question).Files[EvidenceKit.Checkpoint].Span, "x", other.Key).OrThrow(), null);
        var report = EvidenceCheck.Run(ledger.Kit(Question), kept, ledger.Key, other.Key);
        Assert.Equal((EvidenceFault.Growth, EvidenceKit.Checkpoint), (report.Broken?.Fault, report.Broken?.File));
    }

    [Fact]
    public void Two_histories_under_one_key_are_told_apart_by_a_checkpoint_that_was_kept()
    {
        ledger.Recorded();
        var kept = Sign(ledger);
        using var second = new TestLedger(key: ledger.KeyFile).Recorded(retracted: false);
        var shorter = second.Kit(Question);
        second.Record("retract DEU-month --reason wrong");
        var same = second.Kit(Question);
        second.Record("retract DEU-year --reason wrong");
        var longer = second.Kit(Question);
        foreach (var kit in new[] { shorter, same, longer })
            Assert.Null(EvidenceCheck.Run(kit, null, ledger.Key).Broken);

        Assert.Contains("two histories were signed", Refused(same, kept, null));
        foreach (var kit in new[] { shorter, longer })
        {
            Assert.Contains("proof consistency", Refused(kit, kept, null));
            foreach (var size in new[] { 1, 3, kept.Size - 1, kept.Size })
            {
                Refused(kit, kept, Grown(ledger, size));
                Refused(kit, kept, Grown(second, size));
            }
        }

        // The proof that there is leads within the second history, and is no better for what is changed in it.
        var grown = Grown(second, kept.Size);
        Assert.Contains("does not begin with", Refused(longer, kept, grown));
        for (var n = 0; n < grown.Hashes.Count; n++)
        {
            Refused(longer, kept, grown with { Hashes = grown.Hashes.Where((_, m) => m != n).ToList() });
            Refused(longer, kept, grown with { Hashes = grown.Hashes.Select((hash, m) => m == n ? kept.Root : hash).ToList() });
        }

        string Refused(EvidenceKit kit, Checkpoint old, LogGrowth? growth)
        {
            var broken = EvidenceCheck.Run(kit, new(old, growth), ledger.Key).Broken;
            Assert.Equal((EvidenceFault.Growth, EvidenceKit.Checkpoint), (broken?.Fault, broken?.File));
            return broken!.Message;
        }
    }

    [Fact]
    public void A_kept_checkpoint_of_the_same_history_is_agreed_with_before_it_and_behind_it()
    {
        ledger.Recorded();
        var (old, before) = (Sign(ledger), ledger.Kit(Question));
        ledger.Record("retract DEU-month --reason wrong");
        var (now, kit) = (Sign(ledger), ledger.Kit(Question));
        var grown = Grown(ledger, old.Size);
        Assert.Null(EvidenceCheck.Run(before, new(old, null), ledger.Key).Broken);
        Assert.Null(EvidenceCheck.Run(kit, new(old, grown), ledger.Key).Broken);
        Assert.Null(EvidenceCheck.Run(before, new(now, grown), ledger.Key).Broken);
        foreach (var forged in Forged(grown).Append(grown with { Checkpoint = before.Text(EvidenceKit.Checkpoint) }))
            Assert.Equal(EvidenceFault.Growth, EvidenceCheck.Run(kit, new(old, forged), ledger.Key).Broken?.Fault);
    }

    [Fact]
    public void Heads_signed_twice_over_one_tree_are_two_histories()
    {
        ledger.Recorded();
        var kit = ledger.Kit(Question);
        var mine = Checkpoint.Open(kit.Files[EvidenceKit.Checkpoint].Span, "x", ledger.Key).OrThrow();
        Assert.Equal(EvidenceFault.Growth, EvidenceCheck.Run(kit, new(mine with { Heads = mine.Root }, null), ledger.Key).Broken?.Fault);
        Assert.Null(EvidenceCheck.Run(kit, new(mine with { Heads = null }, null), ledger.Key).Broken);
    }

    private static IEnumerable<LogGrowth> Forged(LogGrowth grown)
    {
        yield return grown with { OldSize = grown.OldSize - 1 };
        yield return grown with { Hashes = [.. grown.Hashes, grown.Hashes[0]] };
        yield return grown with { Hashes = [] };
        yield return grown with { Checkpoint = "nothing" };
        for (var n = 0; n < grown.Hashes.Count; n++)
        {
            yield return grown with { Hashes = grown.Hashes.Where((_, m) => m != n).ToList() };
            yield return grown with { Hashes = grown.Hashes.Select((hash, m) => m == n ? TreeHash.Empty : hash).ToList() };
        }
    }

    private static Checkpoint Sign(TestLedger ledger) =>
        Checkpoint.Open(System.Text.Encoding.UTF8.GetBytes(ledger.Run($"checkpoint --key {ledger.KeyFile}")), "checkpoint", ledger.Key).OrThrow();

    private static LogGrowth Grown(TestLedger ledger, long size) => LogGrowth.Parse(ledger.Run($"proof consistency {size}"), "grown").OrThrow();
}
