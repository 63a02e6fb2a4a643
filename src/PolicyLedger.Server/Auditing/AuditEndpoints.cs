using System.ComponentModel;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Server.Asking;
using PolicyLedger.Server.Http;
using PolicyLedger.Sqlite.Auditing;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Auditing;

/// <summary>The audit log over HTTP: checkpoint and tiles in the layout of C2SP tlog-tiles, proofs, and the evidence of an answer.</summary>
internal static class AuditEndpoints
{
    private const string PlainText = "text/plain", Octets = "application/octet-stream", Zip = "application/zip";

    // A full tile never changes, and neither does a part of one.
    private const string ForEver = "max-age=31536000, immutable";

    // The oldest that a zip can say: a kit of the same answer is the same to the byte.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The tiles stand where <paramref name="log"/> begins, so that an auditor's program is given its address.</summary>
    public static void MapTiles(IEndpointRouteBuilder log)
    {
        var (checkpoint, entries, tile) = MapLog(log);
        checkpoint.WithName("checkpoint").WithSummary("The last checkpoint that was signed (C2SP tlog-checkpoint).").Produces<string>(200, PlainText).Refuses();
        entries.WithName("entries").WithSummary("A tile of entries (C2SP tlog-tiles): 256 leaves, each behind its length in two bytes.").Produces<byte[]>(200, Octets).Refuses();
        tile.WithName("tile").WithSummary("A tile of hashes (C2SP tlog-tiles).").Produces<byte[]>(200, Octets).Refuses();
    }

    /// <summary>The same without a version in the address, for an origin that is to outlive versions of the API. Described once, above.</summary>
    public static void MapShortTiles(IEndpointRouteBuilder log)
    {
        var (checkpoint, entries, tile) = MapLog(log);
        foreach (var endpoint in new[] { checkpoint, entries, tile })
            endpoint.ExcludeFromDescription();
    }

    private static (RouteHandlerBuilder Checkpoint, RouteHandlerBuilder Entries, RouteHandlerBuilder Tile) MapLog(IEndpointRouteBuilder log) =>
        (log.MapGet("/checkpoint", CheckpointAsync), log.MapGet("/tile/entries/{*number}", EntriesAsync), log.MapGet("/tile/{level}/{*number}", TileAsync));

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/proofs/inclusion/{position}", InclusionAsync).WithName("inclusionProof").WithSummary("A C2SP tlog-proof that an event is in the ledger of the last checkpoint.").Produces<string>(200, PlainText).Refuses();
        v1.MapGet("/proofs/leaf/{position}", LeafAsync).WithName("leaf").WithSummary("What stands in the audit log for an event, which its proof is about.").Produces<string>(200, PlainText).Refuses();
        v1.MapGet("/proofs/consistency/{size}", ConsistencyAsync).WithName("consistencyProof").WithSummary("What proves that the ledger of the last checkpoint begins with an older one, as a C2SP witness takes it.").Produces<string>(200, PlainText).Refuses();
    }

    /// <summary>Apart, as it reads whole streams.</summary>
    public static RouteHandlerBuilder MapEvidence(IEndpointRouteBuilder v1) =>
        v1.MapGet("/evidence/{jurisdiction}/{area}", EvidenceAsync).Heavy().WithName("evidence").WithSummary("A zip with what proves the answer for a cell, for policyledger-verifier.")
            .Produces<byte[]>(200, Zip).ProducesProblemOf(ProblemKind.Conflict).ProducesProblemOf(ProblemKind.NotThereYet).Refuses();

    private static async Task<IResult> CheckpointAsync(HttpContext http, ServedAudit audit)
    {
        var note = await audit.UnderAsync((_, last) => Task.FromResult(last.Note), http.RequestAborted);
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(note, PlainText, Encoding.UTF8);
    }

    private static async Task<IResult> TileAsync(HttpContext http, ServedAudit audit, [Description("0 for the leaves' hashes, and one more for each 256 times.")] string level, [Description("As the layout writes it: 000, x001/234, 000.p/17.")] string number)
    {
        var (depth, path) = ((int)PointParameters.Number(level, "level", 0, 7), $"tile/{level}/{number}");
        var bytes = await audit.UnderAsync(
            (log, last) => Task.FromResult(log.Tree.Read(tree =>
            {
                // Only what the checkpoint speaks of, so that each part is what it will always be.
                foreach (var (at, tile, width) in Within(number, last.Checkpoint.Size, depth))
                {
                    if (TilePath.OfHashes(at, tile, width) == path)
                        return tree.Tile(at, tile).Span[..(width * TreeHash.Length)].ToArray();
                }

                return null;
            })),
            http.RequestAborted);
        return Tile(http, bytes, path);
    }

    private static async Task<IResult> EntriesAsync(HttpContext http, ServedAudit audit, IEventLog log, [Description("As the layout writes it: 000, x001/234, 000.p/17.")] string number)
    {
        var path = $"tile/entries/{number}";
        var size = await audit.UnderAsync((_, last) => Task.FromResult(last.Checkpoint.Size), http.RequestAborted);
        foreach (var (_, tile, width) in Within(number, size, 0))
        {
            if (TilePath.OfEntries(tile, width) != path)
                continue;
            await foreach (var (_, bytes) in EntryTiles.OfAsync(log, tile * TilePath.Width, (tile * TilePath.Width) + width, http.RequestAborted))
                return Tile(http, bytes.ToArray(), path);
        }

        return Tile(http, null, path);
    }

    // The tile that a number names, whole and in the parts that the checkpoint's tree has had: one at most is right.
    private static IEnumerable<(int Level, long Tile, int Width)> Within(string number, long size, int level)
    {
        var (whole, part) = number.Split(".p/") switch { [var only] => (only, "256"), [var first, var second] => (first, second), _ => ("", "") };
        var digits = whole.Replace("x", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 18 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var tile) || !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var width) || width is < 1 or > TilePath.Width)
            yield break;
        var hashes = size >> (TilePath.Height * level);
        if ((tile * TilePath.Width) + width <= hashes)
            yield return (level, tile, width);
    }

    private static IResult Tile(HttpContext http, byte[]? bytes, string path)
    {
        if (bytes is null)
            return Problems.Of(Refusal.NotFound("tile", path, "the last checkpoint's log has no such tile"));
        http.Response.Headers.CacheControl = $"{(http.RequestServices.GetRequiredService<ReadSettings>().IsOpen() ? "public" : "private")}, {ForEver}";
        return Results.Bytes(bytes, Octets);
    }

    private static async Task<IResult> InclusionAsync(HttpContext http, ServedAudit audit, [Description("The event's position, from 0.")] string position) =>
        Proof(http, (await IncludesAsync(http, audit, position)).Proof.ToString());

    private static async Task<IResult> LeafAsync(HttpContext http, ServedAudit audit, [Description("The event's position, from 0.")] string position) =>
        Proof(http, (await IncludesAsync(http, audit, position)).Leaf);

    private static Task<(LogProof Proof, string Leaf)> IncludesAsync(HttpContext http, ServedAudit audit, string position)
    {
        var index = PointParameters.Number(position, "position", 0);
        return audit.UnderAsync(
            (log, last) => index < last.Checkpoint.Size
                ? log.IncludesAsync(index, last, http.RequestAborted)
                : throw new RefusedException(Refusal.NotFound("position", position, string.Create(CultureInfo.InvariantCulture, $"the last checkpoint has {last.Checkpoint.Size} events, from 0"))),
            http.RequestAborted);
    }

    private static async Task<IResult> ConsistencyAsync(HttpContext http, ServedAudit audit, [Description("The size of the older checkpoint.")] string size)
    {
        var old = PointParameters.Number(size, "size", 0);
        var growth = await audit.UnderAsync(
            (log, last) => old <= last.Checkpoint.Size
                ? Task.FromResult(log.Grew(old, last).ToString())
                : throw new RefusedException(Refusal.NotFound("size", size, string.Create(CultureInfo.InvariantCulture, $"the last checkpoint has {last.Checkpoint.Size} events"))),
            http.RequestAborted);
        return Proof(http, growth);
    }

    private static IResult Proof(HttpContext http, string text)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(text, PlainText, Encoding.UTF8);
    }

    private static async Task<IResult> EvidenceAsync(
        HttpContext http, Reads reads, ServedAudit audit, EventCodec codec, string jurisdiction, string area,
        [FromQuery(Name = "target"), Description("Towards whom; default: the general stance.")] string? target, [AsParameters] PointParameters given)
    {
        var cancellation = http.RequestAborted;
        if (given.Format is not null and not "zip")
            throw new RefusedException(Refusal.Invalid("format", given.Format, "evidence is sent as zip"));
        if (await reads.AwaitAsync(http, given) is { } late)
            return late;
        var report = await reads.AskAsync(new AskStance(StanceEndpoints.Country(jurisdiction), StanceEndpoints.Area(area), StanceEndpoints.Target(target), given.Point()), cancellation);
        var question = report.Answer.Question;
        var kit = await audit.UnderAsync(
            (log, last) => question.At < last.Checkpoint.Size
                ? AnswerEvidence.MakeAsync(log, last, report.Answer, codec, "at", "sign another checkpoint", cancellation)
                : throw new RefusedException(Refusal.Conflict("at", Answers.Plain.Number(question.At), string.Create(
                    CultureInfo.InvariantCulture, $"the last checkpoint has {last.Checkpoint.Size} events; ask with at={last.Checkpoint.Size - 1}, or when another is signed"))),
            cancellation);
        http.Response.Headers.CacheControl = "no-store";
        Links.Add(http.Response, Links.Pinned(http.Request, question.Reading), "canonical");
        return Results.Bytes(Zipped(kit), Zip, $"evidence-{question.Jurisdiction.Code}-{question.Area.Area}-{Dates.Iso.Write(question.On)}.zip");
    }

    private static byte[] Zipped(EvidenceKit kit)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in EvidenceKit.Names)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = NoTime;
                using var stream = entry.Open();
                stream.Write(kit.Files[name].Span);
            }
        }

        return bytes.ToArray();
    }
}
