using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.Sqlite.Worker;

internal static class Reading
{
    /// <summary>Prints <c>event POSITION ID UTCTICKS</c> for each event as it comes, and <c>caught-up</c>, up to a position.</summary>
    public static async Task<int> Subscribe(string path, long from, long until)
    {
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.MustExist);
        await foreach (var message in log.SubscribeAllAsync(from))
        {
            Console.WriteLine(message is LogMessage.Event { Stored: var e } ? $"event {e.Position} {e.Id} {DateTime.UtcNow.Ticks}" : "caught-up");
            if (message is LogMessage.Event { Stored: var last } && last.Position == until - 1)
                break;
        }

        return 0;
    }

    /// <summary>Reads the whole ledger until it has a number of events; each time, what it read before MUST be the beginning of what it reads now.</summary>
    public static async Task<int> ReadAgainAndAgain(string path, long until)
    {
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.MustExist);
        List<Guid> before = [];
        var rounds = 0;
        while (before.Count < until)
        {
            var now = await log.ReadAllAsync().ToListAsync();
            if (!now.Select(e => e.Position).SequenceEqual(Enumerable.Range(0, now.Count).Select(i => (long)i)) || !now.Take(before.Count).Select(e => e.Id).SequenceEqual(before))
            {
                Console.WriteLine($"unsound after {before.Count} events");
                return 1;
            }

            before = now.ConvertAll(e => e.Id);
            rounds++;
        }

        Console.WriteLine($"read {rounds} times");
        return 0;
    }
}
