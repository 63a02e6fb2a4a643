using System.Text;
using PolicyLedger.Auditing;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using Xunit;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>Events that no ledger would have recorded, in a log that is signed and proven as it should be.</summary>
public class SignedNonsenseTests
{
    private static readonly SigningKey Key = SigningKey.Create("example.org/ledger", "name", [.. Enumerable.Repeat((byte)1, 32)]).OrThrow();
    private static readonly StanceQuestion Question = new(Jurisdiction.ParseCode("DEU", "x").OrThrow(), AreaId.Parse("oxcgrt:C8", "x").OrThrow(), null, new(2021, 6, 15), DateTimeOffset.MaxValue, 0, Basis.InForce);

    private const string Metadata = """{"schemaVersion":1,"$correlationId":"00000000-0000-0000-0000-000000000001","$causationId":"00000000-0000-0000-0000-000000000001","commandId":"00000000-0000-0000-0000-000000000001","commandHash":"aa","recordedAt":"2026-01-01T00:00:00Z","recorder":"x"}""";
    private const string Coded = """{"record":"DEU-a","area":"oxcgrt:C8","codebookVersion":1,"value":{"level":3},"period":"2021","basis":"inForce","recoded":false,"sources":[]}""";

    [Theory]
    [InlineData("stance-coded.v9", Coded, Metadata, "this version does not know")]
    [InlineData("stance-coded.v1\nfacts 00", Coded, Metadata, "this version does not know")]
    [InlineData("stance-coded.v1", """{"record":"FRA-a","area":"oxcgrt:C8","codebookVersion":1,"value":{"level":3},"period":"2021","basis":"inForce","recoded":false,"sources":[]}""", Metadata, "stands on country-DEU and is one of country-FRA")]
    [InlineData("stance-coded.v1", """{"record":"DEU-a"}""", Metadata, "does not read as its type says")]
    [InlineData("stance-coded.v1", Coded, "{}", "does not read as its type says")]
    [InlineData("stance-coded.v1", Coded, """{"textHash":{"a":[1,2]}}""", "does not read as its type says")]
    [InlineData("record-retracted.v1", """{"record":"DEU-a"}""", Metadata, "none that a ledger would have recorded")]
    public void An_event_that_is_none_is_named(string type, string facts, string metadata, string why)
    {
        var broken = Check([new(0, "country-DEU", 0, Guid.Empty, type, Encoding.UTF8.GetBytes(facts), null, Encoding.UTF8.GetBytes(metadata))]);
        Assert.Equal(EvidenceFault.Event, broken?.Fault);
        Assert.Contains(why, broken!.Message);
    }

    [Fact]
    public void A_record_opened_twice_is_none()
    {
        StoredEvent Opened(long n) => new(n, "country-DEU", n, Guid.Empty, "stance-coded.v1", Encoding.UTF8.GetBytes(Coded), null, Encoding.UTF8.GetBytes(Metadata));
        Assert.Equal(EvidenceFault.Answer, Check([Opened(0)])?.Fault);
        Assert.Equal(EvidenceFault.Event, Check([Opened(0), Opened(1)], at: 1)?.Fault);
    }

    [Fact]
    public void A_checkpoint_without_heads_proves_no_end()
    {
        var kit = Kit([], new(Key.Name, 0, TreeHash.Empty, null), Question with { At = -1 });
        Assert.Equal(EvidenceFault.Heads, EvidenceCheck.Run(kit, null, Key.Verifier).Broken?.Fault);
    }

    [Fact]
    public void An_empty_log_proves_that_nothing_is_known()
    {
        var report = EvidenceCheck.Run(Kit([], new(Key.Name, 0, TreeHash.Empty, TreeHash.Empty), Question with { At = -1 }), null, Key.Verifier);
        Assert.Null(report.Broken);
        Assert.Equal(StanceStatus.NotYetKnown, report.Derived!.Status);
    }

    [Fact]
    public void A_head_that_is_not_where_its_event_is_is_none()
    {
        StoredEvent[] events = [new(0, "country-DEU", 0, Guid.Empty, "stance-coded.v1", Encoding.UTF8.GetBytes(Coded), null, Encoding.UTF8.GetBytes(Metadata))];
        var head = new StreamHead("country-DEU", 0, 1);
        var kit = Kit(events, new(Key.Name, 1, MerkleTree.Root(Tree(events).At, 1), StreamHead.Root([head])), Question, head);
        Assert.Equal(EvidenceFault.Stream, EvidenceCheck.Run(kit, null, Key.Verifier).Broken?.Fault);
    }

    private static EvidenceFinding? Check(IReadOnlyList<StoredEvent> events, long at = 0)
    {
        var tree = Tree(events);
        var head = new StreamHead("country-DEU", events.Count - 1, events.Count - 1);
        return EvidenceCheck.Run(Kit(events, new(Key.Name, events.Count, MerkleTree.Root(tree.At, events.Count), StreamHead.Root([head])), Question with { At = at }, head), null, Key.Verifier).Broken;
    }

    private static TreeTiles Tree(IEnumerable<StoredEvent> events)
    {
        var tree = TreeTiles.InMemory();
        foreach (var stored in events)
            tree.Add(AuditLeaf.HashOf(AuditLeaf.Of(stored, Wire.EventCodec.TextHashOf(stored))));
        return tree;
    }

    private static EvidenceKit Kit(IReadOnlyList<StoredEvent> events, Checkpoint checkpoint, StanceQuestion question, params StreamHead[] heads) => EvidenceKit.Of(
        SignedNote.Sign(checkpoint.Text, Key).ToString(), checkpoint.Size, Tree(events).At, heads, events, new(question, StanceStatus.NotYetKnown, null, null, false, [], [], null));
}
