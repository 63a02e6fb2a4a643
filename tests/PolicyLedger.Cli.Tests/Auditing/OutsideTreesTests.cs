using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>The judges on trees: what does not continue another, tiles that are not the entries', and well signed nonsense.</summary>
public sealed class OutsideTreesTests(OutsideJudges judges)
{
    [Fact]
    public async Task A_tree_that_does_not_continue_the_other_is_refused()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 7);
        var hashes = File.ReadAllLines(kit.Consistency(5));
        var none = kit.Write("none", "");
        string[][] refused =
        [
            [kit.Earlier(5), kit.Checkpoint, kit.Write("short", string.Join('\n', hashes[..^1]) + "\n")],
            [kit.Earlier(5), kit.Checkpoint, kit.Write("long", string.Join('\n', [.. hashes, hashes[0]]) + "\n")],
            [kit.Earlier(5), kit.Checkpoint, kit.Write("cut", string.Join('\n', hashes))],
            [kit.Earlier(5), kit.Checkpoint, none],
            [kit.Earlier(4), kit.Checkpoint, kit.Consistency(5)],
            [kit.Checkpoint, kit.Earlier(5), kit.Consistency(5)],
            [kit.Checkpoint, kit.Earlier(5), none],
            [kit.Earlier(0), kit.Checkpoint, kit.Consistency(5)],
            [kit.Checkpoint, kit.Checkpoint, kit.Consistency(5)],
            [await SignAsync(kit, "forked", origin: null, size: "5", root: new string('A', 43) + "="), kit.Checkpoint, kit.Consistency(5)],
            [await SignAsync(kit, "resigned", origin: null, size: "7", root: new string('A', 43) + "="), kit.Checkpoint, none],
        ];
        (await judges.GoAsync(["consistency", kit.Key, .. refused.SelectMany(files => files)])).RefusesAll(refused.Length);
        (await judges.GoAsync("consistency", kit.Key, kit.Checkpoint, kit.Checkpoint, none)).AcceptsAll(1);
    }

    [Fact]
    public async Task A_note_that_is_signed_well_and_is_no_checkpoint_is_refused()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 7);
        string[] refused =
        [
            await SignAsync(kit, "origin", origin: "elsewhere.example/log"),
            await SignAsync(kit, "zeros", size: "07"),
            await SignAsync(kit, "hex", size: "0x7"),
            await SignAsync(kit, "negative", size: "-7"),
            await SignAsync(kit, "space", size: " 7"),
            await SignAsync(kit, "word", size: "seven"),
            await SignAsync(kit, "short", root: "AAAA"),
            await SignAsync(kit, "unpadded", root: new string('A', 43)),
            await SignAsync(kit, "padding", root: new string('A', 42) + "B="),
            await SignAsync(kit, "blank", extension: "\npolicyledger/heads AAAA\n"),
            await kit.SignAsync(judges, "two", "policyledger.example/kit\n7\n"),
        ];
        (await judges.GoAsync(["checkpoint", kit.Key, .. refused])).RefusesAll(refused.Length);
        (await judges.SigstoreAsync(["checkpoint", kit.Key, .. refused])).RefusesAll(refused.Length);
        var right = await SignAsync(kit, "right", extension: "policyledger/heads AAAA\nanother line\n");
        (await judges.GoAsync("checkpoint", kit.Key, right)).AcceptsAll(1);
        (await judges.SigstoreAsync("checkpoint", kit.Key, right)).AcceptsAll(1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(257)]
    public async Task Tiles_that_are_not_the_entries_are_refused(int size)
    {
        using var kit = await OutsideKit.MakeAsync(judges, size);
        foreach (var file in Directory.GetFiles(kit.Tiles, "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllBytes(file);
            foreach (var i in (int[])[0, content.Length / 2, content.Length - 1])
            {
                content[i] ^= 0x20;
                await RefusesAsync(() => File.WriteAllBytes(file, content));
                content[i] ^= 0x20;
            }

            await RefusesAsync(() => File.WriteAllBytes(file, content[..^1]));
            await RefusesAsync(() => File.WriteAllBytes(file, [.. content, 0]));
            await RefusesAsync(() => File.Delete(file));
            File.WriteAllBytes(file, content);
        }

        (await judges.GoAsync("tiles", kit.Key, kit.Tiles)).AcceptsAll(1);

        async Task RefusesAsync(Action change)
        {
            change();
            (await judges.GoAsync("tiles", kit.Key, kit.Tiles)).RefusesAll(1);
        }
    }

    [Fact]
    public async Task A_right_partial_tile_of_an_earlier_checkpoint_may_stay_and_nothing_else_may()
    {
        using var kit = await OutsideKit.MakeAsync(judges, 257);
        var hashes = File.ReadAllBytes(Path.Combine(kit.Tiles, "tile/0/000"));
        Add("tile/0/000.p/5", hashes[..(5 * 32)]);
        (await judges.GoAsync("tiles", kit.Key, kit.Tiles)).AcceptsAll(1);
        foreach (var stray in (string[])["tile/0/000.p/2", "tile/entries/000.p/1", "tile/0/000.p/05", "tile/0/001.p/2", "tile/00/000", "tile/0/x000/000", "tile/2/000.p/1", "tile/entries/002.p/1", "tile/readme"])
        {
            var path = Add(stray, hashes[..32]);
            (await judges.GoAsync("tiles", kit.Key, kit.Tiles)).RefusesAll(1);
            File.Delete(path);
        }

        (await judges.GoAsync("tiles", kit.Key, kit.Tiles)).AcceptsAll(1);

        string Add(string name, byte[] content)
        {
            var path = Path.Combine(kit.Tiles, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            return path;
        }
    }

    /// <summary>A checkpoint by the log's own key, right but for what is given.</summary>
    private Task<string> SignAsync(OutsideKit kit, string name, string? origin = null, string? size = null, string? root = null, string extension = "")
    {
        var lines = File.ReadAllLines(kit.Checkpoint);
        return kit.SignAsync(judges, name, $"{origin ?? lines[0]}\n{size ?? lines[1]}\n{root ?? lines[2]}\n{extension}");
    }
}
