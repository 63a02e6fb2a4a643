using System.IO.Compression;
using System.Net;
using PolicyLedger.Auditing;
using PolicyLedger.Sqlite.Auditing;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

public sealed class AuditOverHttpTests : IAsyncLifetime
{
    private static readonly SigningKey Key = SigningKey.Create("example.org/ledger", "key", new byte[32]).OrThrow();

    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync((_, options) => options with { SigningKeys = [Key], SignEvery = TimeSpan.FromMilliseconds(100) });
        for (var i = 0; i < 100 && (await server.Client.GetAsync("/v1/log/checkpoint")).StatusCode != HttpStatusCode.OK; i++)
            await Task.Delay(50);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/v1/log")]
    [InlineData("/log")]
    public async Task The_tiles_make_the_root_that_was_signed(string log)
    {
        var signed = await SignedAsync(log);
        var hashes = new TreeTiles(0, (_, _) => ReadOnlyMemory<byte>.Empty);
        var entries = await server.Client.GetByteArrayAsync($"{log}/{TilePath.OfEntries(0, (int)signed.Size)}");
        var tile = await server.Client.GetByteArrayAsync($"{log}/{TilePath.OfHashes(0, 0, (int)signed.Size)}");
        var leaves = new List<TreeHash>();
        for (var at = 0; at < entries.Length;)
        {
            var length = (entries[at] << 8) | entries[at + 1];
            leaves.Add(AuditLeaf.HashOf(System.Text.Encoding.UTF8.GetString(entries, at + 2, length)));
            at += 2 + length;
        }

        foreach (var leaf in leaves)
            hashes.Add(leaf);
        Assert.Equal(signed.Size, leaves.Count);
        Assert.Equal(signed.Root, MerkleTree.Root(hashes.At, signed.Size));
        Assert.Equal(tile.Length, leaves.Count * TreeHash.Length);
    }

    [Fact]
    public async Task A_proof_holds_under_the_signed_checkpoint()
    {
        var signed = await SignedAsync("/v1/log");
        for (var position = 0; position < signed.Size; position++)
        {
            var proof = await server.TextAsync($"/v1/proofs/inclusion/{position}");
            var leaf = await server.TextAsync($"/v1/proofs/leaf/{position}");
            Assert.Equal(signed, LogProof.Parse(proof, "proof").OrThrow().Verify(AuditLeaf.HashOf(leaf), "proof", Key.Verifier).OrThrow());
        }

        Assert.StartsWith("old 3\n", await server.TextAsync("/v1/proofs/consistency/3"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_of_an_answer_is_checked_without_the_ledger()
    {
        var zip = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync("/v1/evidence/DEU/migration:asylum.recognition?target=SYR&on=2025-11-30&basis=declared")));
        var files = zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return (ReadOnlyMemory<byte>)bytes.ToArray();
        });
        var report = EvidenceCheck.Run(new EvidenceKit(files), null, Key.Verifier);
        Assert.Null(report.Broken);
    }

    [Fact]
    public async Task Evidence_whose_text_was_erased_since_waits_for_the_next_checkpoint()
    {
        await using var slow = await TestServer.StartAsync((_, options) => options with { SigningKeys = [Key], SignEvery = TimeSpan.FromHours(1) });
        for (var i = 0; i < 100 && (await slow.Client.GetAsync("/v1/log/checkpoint")).StatusCode != HttpStatusCode.OK; i++)
            await Task.Delay(50);
        var size = Checkpoint.Open(await slow.Client.GetByteArrayAsync("/v1/log/checkpoint"), "checkpoint", [Key.Verifier]).OrThrow().Size;
        using var erased = await slow.PostAsync("erase-record", """{"record":"GBR-2025-asylum-overhaul","grounds":"courtOrder","reason":"an order"}""");
        Assert.Equal(HttpStatusCode.Accepted, erased.StatusCode);
        Assert.Equal("at", (await slow.RefusedAsync($"/v1/evidence/GBR/migration:asylum?at={size - 1}", 409)).Field);
    }

    [Theory]
    [InlineData("/v1/proofs/inclusion/1000", 404, "position")]
    [InlineData("/v1/proofs/consistency/1000", 404, "size")]
    [InlineData("/v1/proofs/inclusion/-1", 400, "position")]
    [InlineData("/v1/log/tile/0/001", 404, "tile")]
    [InlineData("/v1/log/tile/0/000", 404, "tile")]
    [InlineData("/v1/log/tile/9/000", 400, "level")]
    [InlineData("/v1/log/tile/0/../../secret", 404, null)]
    [InlineData("/v1/log/tile/entries/xyz", 404, "tile")]
    public async Task What_was_not_signed_is_not_there(string path, int status, string? field)
    {
        if (field is null)
            await TestServer.ProblemIn(await server.Client.GetAsync(path), status);
        else
            Assert.Equal(field, (await server.RefusedAsync(path, status)).Field);
    }

    private async Task<Checkpoint> SignedAsync(string log) =>
        Checkpoint.Open(await server.Client.GetByteArrayAsync($"{log}/checkpoint"), "checkpoint", [Key.Verifier]).OrThrow();
}
