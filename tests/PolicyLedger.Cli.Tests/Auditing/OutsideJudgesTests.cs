using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>The judges are judged first: on kits that PolicyLedger had no part in, right ones and changed ones.</summary>
public sealed class OutsideJudgesTests(OutsideJudges judges)
{
    public static TheoryData<int> Sizes => [1, 2, 3, 255, 256, 257, 600];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Go_accepts_a_kit_and_a_checkpoint_with_an_extension_line(int size)
    {
        using var kit = await OutsideKit.MakeAsync(judges, size);
        var checkpoint = await judges.GoAsync("checkpoint", kit.Key, kit.Checkpoint);
        checkpoint.AcceptsAll(1);
        Assert.EndsWith("extension lines: 1", checkpoint.Lines[0]);
        (await judges.GoAsync(["inclusion", kit.Key, .. Leaves(kit, size)])).AcceptsAll(size);
        (await judges.GoAsync(["consistency", kit.Key, .. Trees(size).SelectMany(old => new[] { kit.Earlier(old), kit.Checkpoint, kit.Consistency(old) })]))
            .AcceptsAll(size + 1);
        (await judges.GoAsync("tiles", kit.Key, kit.Tiles)).AcceptsAll(1);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Sigstore_accepts_a_kit_and_a_checkpoint_with_an_extension_line(int size)
    {
        using var kit = await OutsideKit.MakeAsync(judges, size);
        var checkpoint = await judges.SigstoreAsync("checkpoint", kit.Key, kit.Checkpoint);
        checkpoint.AcceptsAll(1);
        Assert.EndsWith("extension lines: 1", checkpoint.Lines[0]);
        Assert.Equal((await judges.GoAsync("checkpoint", kit.Key, kit.Checkpoint)).Out, checkpoint.Out);
        (await judges.SigstoreAsync(["checkpoint", kit.Key, .. Trees(size).Select(kit.Earlier)])).AcceptsAll(size + 1);
        (await judges.SigstoreAsync(["inclusion", kit.Key, .. Leaves(kit, size)])).AcceptsAll(size);
    }

    [Fact]
    public async Task Openssl_verifies_the_signature_of_a_checkpoint_with_any_number_of_extension_lines()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 3);
        foreach (var checkpoint in (string[])[kit.Checkpoint, .. Trees(3).Select(kit.Earlier)])
            Assert.Equal("ok Signature Verified Successfully", (await OutsideJudges.OpenSslAsync(kit.Key, checkpoint)).Exits(0).Lines.Single());
        (await OutsideJudges.OpenSslAsync(kit.OtherKey, kit.Checkpoint)).RefusesAll(1);
        foreach (var flipped in kit.Flipped(kit.Checkpoint).Where((_, i) => i % 9 == 0))
            (await OutsideJudges.OpenSslAsync(kit.Key, flipped)).RefusesAll(1);
    }

    [Fact]
    public async Task Go_refuses_every_flipped_byte()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 7);
        string[] checkpoints = [.. kit.Flipped(kit.Checkpoint)];
        (await judges.GoAsync(["checkpoint", kit.Key, .. checkpoints])).RefusesAll(checkpoints.Length);
        string[] inclusion = [.. kit.Flipped(kit.Inclusion(4)).SelectMany(proof => new[] { proof, kit.Leaf(4) })];
        (await judges.GoAsync(["inclusion", kit.Key, .. inclusion])).RefusesAll(inclusion.Length / 2);
        string[] leaves = [.. kit.Flipped(kit.Leaf(4)).SelectMany(leaf => new[] { kit.Inclusion(4), leaf })];
        (await judges.GoAsync(["inclusion", kit.Key, .. leaves])).RefusesAll(leaves.Length / 2);
        string[] consistency = [.. kit.Flipped(kit.Consistency(5)).SelectMany(proof => new[] { kit.Earlier(5), kit.Checkpoint, proof })];
        (await judges.GoAsync(["consistency", kit.Key, .. consistency])).RefusesAll(consistency.Length / 3);
    }

    /// <summary>Node reads base64 without its last sign too, whatever stands there.</summary>
    [Fact]
    public async Task Sigstore_refuses_every_flipped_byte_but_for_an_equals_sign()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 7);
        string[] checkpoints = [.. kit.Flipped(kit.Checkpoint, which: b => b != '=')];
        (await judges.SigstoreAsync(["checkpoint", kit.Key, .. checkpoints])).RefusesAll(checkpoints.Length);
        string[] inclusion = [.. kit.Flipped(kit.Inclusion(4), which: b => b != '=').SelectMany(proof => new[] { proof, kit.Leaf(4) })];
        (await judges.SigstoreAsync(["inclusion", kit.Key, .. inclusion])).RefusesAll(inclusion.Length / 2);
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 3);
        var renamed = "x" + kit.Key;
        foreach (var key in (string[])[kit.OtherKey, renamed])
        {
            (await judges.GoAsync("checkpoint", key, kit.Checkpoint)).RefusesAll(1);
            (await judges.GoAsync("inclusion", key, kit.Inclusion(1), kit.Leaf(1))).RefusesAll(1);
            (await judges.GoAsync("consistency", key, kit.Earlier(2), kit.Checkpoint, kit.Consistency(2))).RefusesAll(1);
            (await judges.GoAsync("tiles", key, kit.Tiles)).RefusesAll(1);
            (await judges.SigstoreAsync("checkpoint", key, kit.Checkpoint)).RefusesAll(1);
            (await judges.SigstoreAsync("inclusion", key, kit.Inclusion(1), kit.Leaf(1))).RefusesAll(1);
        }
    }

    [Fact]
    public async Task A_proof_of_something_else_or_of_another_length_is_refused()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 7);
        var proof = File.ReadAllLines(kit.Inclusion(4));
        Assert.StartsWith("index 4", proof[1]);
        string[][] changed =
        [
            [.. proof[..2], .. proof[3..]],
            [.. proof[..4], .. proof[5..]],
            [.. proof[..3], proof[2], .. proof[3..]],
            [.. proof[..2], proof[3], proof[2], .. proof[4..]],
            [proof[0], "index 5", .. proof[2..]],
            [proof[0], "index 04", .. proof[2..]],
            [proof[0], "index 7", .. proof[2..]],
            [proof[0], .. proof[2..]],
            proof[1..],
            proof[..5],
            proof[..8],
            [],
        ];
        string[] files = [.. changed.Select((lines, i) => kit.Write($"changed.{i}", string.Concat(lines.Select(line => line + "\n")))).SelectMany(file => new[] { file, kit.Leaf(4) })];
        string[] all = [.. files, kit.Inclusion(4), kit.Leaf(3), kit.Inclusion(3), kit.Leaf(4)];
        (await judges.GoAsync(["inclusion", kit.Key, .. all])).RefusesAll(all.Length / 2);
        (await judges.SigstoreAsync(["inclusion", kit.Key, .. all])).RefusesAll(all.Length / 2);
    }

    private static IEnumerable<int> Trees(int size) => Enumerable.Range(0, size + 1);

    private static IEnumerable<string> Leaves(OutsideKit kit, int size) =>
        Enumerable.Range(0, size).SelectMany(i => new[] { kit.Inclusion(i), kit.Leaf(i) });
}
