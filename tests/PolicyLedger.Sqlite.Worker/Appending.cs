using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing.Log;

namespace PolicyLedger.Sqlite.Worker;

internal static class Appending
{
    /// <summary>
    /// Appends one event after the other to a ledger that is there. Prints <c>acknowledged POSITION ID</c> for each; where the
    /// store fails, <c>stopped FAULT MESSAGE</c>, the same for two more tries, and <c>end N</c>, what this process then reads.
    /// </summary>
    public static async Task<int> Run(string path, string stream, int count, int bytes)
    {
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.MustExist);
        var stops = 0;
        for (var revision = -1L; count > 0 && stops < 3; count--)
        {
            var e = SampleEvents.New(new string('x', bytes), text: true);
            try
            {
                switch (await log.AppendAsync([new(stream, revision, [e])]))
                {
                    case AppendOutcome.Appended appended:
                        Console.WriteLine($"acknowledged {appended.FirstPosition} {e.Id}");
                        revision++;
                        break;
                    case AppendOutcome.Conflict conflict:
                        revision = conflict.Actual;
                        count++;
                        break;
                }
            }
            catch (StoreException fault)
            {
                Console.WriteLine($"stopped {fault.Fault} {fault.Message}");
                stops++;
            }
        }

        if (stops > 0)
            Console.WriteLine($"end {(await log.ReadAllAsync().ToListAsync()).Count}");
        return stops > 0 ? 7 : 0;
    }

    /// <summary>The same with this many appends at one time, so that they share commits.</summary>
    public static async Task<int> RunTogether(string path, int count)
    {
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.MustExist);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            var e = SampleEvents.New();
            try
            {
                var appended = (AppendOutcome.Appended)await log.AppendAsync([new($"together-{i}", -1, [e])]);
                return $"acknowledged {appended.FirstPosition} {e.Id}";
            }
            catch (StoreException fault)
            {
                return $"stopped {fault.Fault} {fault.Message}";
            }
        })));
        foreach (var line in outcomes)
            Console.WriteLine(line);
        Console.WriteLine($"end {(await log.ReadAllAsync().ToListAsync()).Count}");
        return 0;
    }

    /// <summary>Says that it is ready, waits for a line, opens or creates the ledger and appends one event.</summary>
    public static async Task<int> Create(string path)
    {
        Console.WriteLine("ready");
        Console.ReadLine();
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.CreateIfMissing);
        var append = SampleEvents.To($"process-{Environment.ProcessId}", -1);
        await log.AppendAsync([append]);
        Console.WriteLine($"acknowledged 0 {append.Events[0].Id}");
        return 0;
    }
}
