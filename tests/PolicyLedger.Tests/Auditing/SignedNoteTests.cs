using System.Text;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Tests.Auditing;

public class SignedNoteTests
{
    private static readonly SigningKey Key = KeyOf("example.org/ledger", 1), Other = KeyOf("example.org/ledger", 2), Stranger = KeyOf("example.org/other", 3);
    private static readonly Checkpoint Checkpoint = new("example.org/ledger", 270, TreeHash.OfLeaf("a"u8), TreeHash.OfLeaf("b"u8));

    // The note that Go's own documentation of its note package shows, with its keys.
    private const string GoKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string GoNote = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void A_note_of_another_implementation_is_verified()
    {
        var note = SignedNote.Parse(Encoding.UTF8.GetBytes(GoNote), "note").OrThrow();
        Assert.Null(note.Verify(VerifierKey.Parse(GoKey, "key").OrThrow()));
        Assert.Equal(GoNote, note.ToString());
    }

    [Fact]
    public void What_was_signed_is_read_back_and_verified_by_each_of_its_keys()
    {
        var note = SignedNote.Sign(Checkpoint.Text, Key, Other).ToBytes();
        foreach (var key in new[] { Key, Other })
            Assert.Equal(Checkpoint, Checkpoint.Open(note, "checkpoint", key.Verifier).OrThrow());
        Assert.Contains("none of the signatures is by", Checkpoint.Open(note, "checkpoint", Stranger.Verifier).Refusal!.Message);
    }

    [Fact]
    public void Another_pinned_key_vouches_for_no_log_but_its_own()
    {
        var note = SignedNote.Sign(Checkpoint.Text, Stranger).ToBytes();
        Assert.Contains("none of the signatures is by example.org/ledger+", Checkpoint.Open(note, "checkpoint", Key.Verifier, Stranger.Verifier).Refusal!.Message);
        var both = SignedNote.Sign(Checkpoint.Text, Key, Stranger).ToBytes();
        Assert.Equal(Checkpoint, Checkpoint.Open(both, "checkpoint", Stranger.Verifier, Key.Verifier).OrThrow());
    }

    [Fact]
    public void No_byte_of_a_note_can_be_another()
    {
        var note = SignedNote.Sign(Checkpoint.Text, Key).ToBytes();
        for (var i = 0; i < note.Length; i++)
        {
            foreach (var flip in new byte[] { 1, 0x20, 0x80 })
            {
                var other = note.ToArray();
                other[i] ^= flip;
                Assert.NotNull(Checkpoint.Open(other, "checkpoint", Key.Verifier).Refusal);
            }

            Assert.NotNull(Checkpoint.Open(note.AsSpan(0, i), "checkpoint", Key.Verifier).Refusal);
        }
    }

    [Fact]
    public void A_false_signature_of_a_known_key_is_not_made_good_by_another()
    {
        var note = SignedNote.Sign(Checkpoint.Text, Key, Other);
        var forged = note with { Signatures = [note.Signatures[0], note.Signatures[1] with { Signature = note.Signatures[0].Signature }] };
        Assert.Contains("is false", Checkpoint.Open(forged.ToBytes(), "checkpoint", Key.Verifier, Other.Verifier).Refusal!.Message);
        Assert.Null(Checkpoint.Open(forged.ToBytes(), "checkpoint", Key.Verifier).Refusal);
    }

    [Fact]
    public void A_key_vouches_for_the_log_of_its_name_alone()
    {
        var note = SignedNote.Sign(Checkpoint.Text, Stranger).ToBytes();
        Assert.Contains("a checkpoint of another log", Checkpoint.Open(note, "checkpoint", Stranger.Verifier).Refusal!.Message);
    }

    [Theory]
    [InlineData("log\n0270\nROOT\n", "without leading zeros")]
    [InlineData("log\n+270\nROOT\n", "decimal digits")]
    [InlineData("log\n270\nROOT", "at least three lines")]
    [InlineData("log\n270\n", "at least three lines")]
    [InlineData("log\n270\nabc=\n", "a root of 32 bytes")]
    [InlineData("log\n270\nROOT\npolicyledger/heads abc\n", "at most one line")]
    [InlineData("log\n270\nROOT\npolicyledger/heads ROOT\npolicyledger/heads ROOT\n", "at most one line")]
    public void A_text_that_is_no_checkpoint_is_refused_with_the_rule(string text, string rule) =>
        Assert.Contains(rule, Checkpoint.Parse(text.Replace("ROOT", Checkpoint.Root.ToString()), "checkpoint").Refusal!.Message);

    [Fact]
    public void Lines_of_others_in_a_checkpoint_are_passed_over() =>
        Assert.Equal(Checkpoint with { Heads = null }, Checkpoint.Parse($"{Checkpoint.Origin}\n270\n{Checkpoint.Root}\nsomething else\n", "checkpoint").OrThrow());

    [Fact]
    public void Keys_are_read_back_from_their_texts_and_a_secret_is_never_repeated()
    {
        Assert.Equal(Key.Verifier, VerifierKey.Parse(Key.ToString(), "key").OrThrow());
        Assert.Equal(Key.ToSecret(), SigningKey.Parse(Key.ToSecret(), "key").OrThrow().ToSecret());
        foreach (var bad in new[] { Key.ToSecret()[..^2], Key.ToSecret().Replace("ledger", "other"), Key.ToString(), "" })
            Assert.DoesNotContain(bad.Length > 60 ? bad[60..] : "PRIVATE KEY", SigningKey.Parse(bad, "key").Refusal!.Message);
        Assert.NotNull(VerifierKey.Parse(Key.ToString().Replace("ledger", "other"), "key").Refusal);
        Assert.NotNull(SigningKey.Create("two words", "--origin", new byte[32]).Refusal);
        Assert.NotNull(SigningKey.Create("a+b", "--origin", new byte[32]).Refusal);
    }

    [Fact]
    public void A_proof_in_a_file_is_read_back_and_holds_for_its_leaf_alone()
    {
        var tree = TreeTiles.InMemory();
        for (var i = 0; i < 270; i++)
            tree.Add(TreeHash.OfLeaf([(byte)(i >> 8), (byte)i]));
        var checkpoint = Checkpoint with { Root = MerkleTree.Root(tree.At, 270) };
        var proof = new LogProof(77, MerkleTree.Inclusion(tree.At, 77, 270), SignedNote.Sign(checkpoint.Text, Key).ToString());
        var read = LogProof.Parse(proof.ToString(), "proof").OrThrow();
        Assert.Equal(proof.ToString(), read.ToString());
        Assert.Equal(checkpoint, read.Verify(tree.At(0, 77), "proof", Key.Verifier).OrThrow());
        Assert.Contains("does not lead", read.Verify(tree.At(0, 78), "proof", Key.Verifier).Refusal!.Message);
        Assert.NotNull(read.Verify(tree.At(0, 77), "proof", Other.Verifier).Refusal);
        for (var i = 0; i < proof.ToString().Length; i++)
        {
            var cut = LogProof.Parse(proof.ToString()[..i], "proof").Then(some => some.Verify(tree.At(0, 77), "proof", Key.Verifier));
            Assert.NotNull(cut.Refusal);
        }
    }

    private static SigningKey KeyOf(string name, byte seed) => SigningKey.Create(name, "--origin", Enumerable.Repeat(seed, 32).ToArray()).OrThrow();
}
