using System.Text;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Server.Tests.Subscribing;

/// <summary>What a subscriber puts together from all its connections is the log, whatever happens to them.</summary>
public class ManySubscribersTests(ITestOutputHelper output)
{
    private const int Subscribers = 500, Recorders = 64, RecordsEach = 3;

    private static readonly string[] Countries = ["GBR", "FRA", .. Jurisdiction.All.Where(j => j.ValidUntil is null && j.Code is not ("GBR" or "FRA")).Take(30).Select(j => j.Code)];

    private static readonly (string Feed, Func<StoredEvent, bool> Wants)[] Feeds =
    [
        ("events", _ => true),
        ("events?jurisdiction=GBR,FRA", e => e.Stream is "country-GBR" or "country-FRA"),
        ("events?kind=policy-ended", e => e.Type == "policy-ended.v1"),
        ("events?area=migration:border", e => e.Type == "codebook-adopted.v1" || Encoding.UTF8.GetString(e.Facts.Span).Contains("-b", StringComparison.Ordinal)),
    ];

    [Fact]
    public async Task Five_hundred_subscribers_whose_connections_are_cut_miss_nothing_and_see_nothing_twice()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await using var server = await LiveServer.StartAsync();
        await server.AnnounceAsync("GBR", "first");
        using var written = new CancellationTokenSource();
        var following = Enumerable.Range(0, Subscribers).Select(i => Task.Run(() => FollowAsync(server, FeedOf(i), new(seed + i), i < Feeds.Length + 1, written.Token))).ToList();
        await RecordAsync(server, seed);
        await written.CancelAsync();
        var seen = await Task.WhenAll(following);

        var log = await server.Log.ReadAllAsync().ToListAsync();
        Assert.Equal(2 + (Recorders * RecordsEach * 2), log.Count);
        var changes = await server.Models.ChangesAsync(-1).Select(row => row.Position).Distinct().ToListAsync();
        for (var i = 0; i < Subscribers; i++)
        {
            var expected = FeedOf(i) == "changes" ? changes : log.Where(Feeds.Single(f => f.Feed == FeedOf(i)).Wants).Select(e => e.Position).ToList();
            Assert.True(expected.SequenceEqual(seen[i].Select(m => m.Id)), $"subscriber {i} of {FeedOf(i)}, seed {seed}: {string.Join(' ', seen[i].Select(m => m.Id))}");
            Assert.Equal([null, .. expected.SkipLast(1).Select(position => (long?)position)], seen[i].Select(m => m.Previous));
        }

        output.WriteLine($"{seen.Sum(messages => messages.Count):N0} messages over {seen.Sum(messages => messages.Count(m => m.First)):N0} connections that had one");
    }

    // Every fifth has a filter, every tenth follows the changes.
    private static string FeedOf(int i) => i % 10 == 9 ? "changes" : i % 5 == 0 ? Feeds[1 + (i / 5 % 3)].Feed : Feeds[0].Feed;

    private static async Task RecordAsync(LiveServer server, int seed)
    {
        await using var other = await SqliteEventLog.OpenAsync(server.Ledger, SqliteLogMode.MustExist);
        var elsewhere = new CommandRunner(other, EventCodec.Current, TimeProvider.System, () => new byte[16]);
        await Task.WhenAll(Enumerable.Range(0, Recorders).Select(r => Task.Run(async () =>
        {
            var random = new Random(seed - r);
            for (var n = 0; n < RecordsEach; n++)
            {
                // Some record in what might be another process.
                var (country, border, by) = (Countries[random.Next(Countries.Length)], random.Next(4) == 0, r % 8 == 0 ? elsewhere : server.Runner);
                var id = $"r{r}-{n}{(border ? "-b" : "")}";
                await InsistAsync(() => server.AnnounceAsync(country, id, border ? "migration:border" : "migration:asylum", by: by));
                await InsistAsync(() => server.EndAsync($"{country}-{id}", "2024-01-01", by));
                await Task.Delay(random.Next(200));
            }
        })));
    }

    // Others may be faster again and again; then nothing was written.
    private static async Task InsistAsync(Func<Task> record)
    {
        while (true)
        {
            try
            {
                await record();
                return;
            }
            catch (RefusedException e) when (e.Refusal.Kind == RefusalKind.Conflict)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Follows from the beginning, cut at random and connecting again; once all is written, until it has caught up with that.</summary>
    private static async Task<List<Seen>> FollowAsync(LiveServer server, string feed, Random random, bool checks, CancellationToken written)
    {
        var (seen, last) = (new List<Seen>(), "-1");
        while (true)
        {
            var isLast = written.IsCancellationRequested;
            var path = random.Next(2) == 0 || last == "-1" ? $"{feed}{(feed.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={last}" : feed;
            using var client = await server.FollowAsync(path, path == feed ? last : null, checks);
            try
            {
                var (first, cut) = (true, random.Next(1, 200));
                while (cut-- > 0 && await client.ReadAsync(isLast ? default : written) is { } message)
                {
                    if (message.Name == "caughtUp" && isLast)
                        return seen;
                    if (message.Id is not { } id)
                        continue;
                    seen.Add(new(id, message.Previous, first));
                    (last, first) = ($"{id}", false);
                }
            }
            catch (OperationCanceledException) when (written.IsCancellationRequested)
            {
                // Cut in the middle of a message, maybe: what was not read whole is not counted.
            }
        }
    }

    private readonly record struct Seen(long Id, long? Previous, bool First);
}
