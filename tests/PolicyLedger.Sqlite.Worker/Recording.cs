using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Worker;

internal static class Recording
{
    private static readonly string[] Jurisdictions = ["DEU", "FRA", "GBR", "USA", "ITA", "ESP", "POL", "NLD", "BEL", "AUT", "SWE", "DNK", "FIN", "IRL", "PRT", "GRC"];
    private static readonly Guid Space = new("5d2b6f0e-3f0c-4f5e-8d0a-6f3f1f1c9a11");

    /// <summary>
    /// Records the commands of a seed from one number until another, through the runner. A command's number makes its id, so
    /// that the one that a kill interrupted is sent again under the same id. Prints <c>command N ID,ID,…</c> once it is acknowledged, and pauses, in milliseconds.
    /// </summary>
    public static async Task<int> Run(string path, int seed, int from, int until, int pause)
    {
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.MustExist);
        var runner = new CommandRunner(log, EventCodec.Current, TimeProvider.System, () => Guid.NewGuid().ToByteArray());
        for (var number = from; number < until; number++)
        {
            var command = CommandCodec.Read(Encoding.UTF8.GetBytes(Json(seed, number)), "worker").OrThrow();
            var result = await runner.RunAsync(command);
            if (result.TryGet(out var receipt, out var refusal))
                Console.WriteLine($"command {number} {string.Join(',', receipt.Lines.Select(line => line.EventId))}");
            else if (refusal.Kind == RefusalKind.Conflict)
                number--;
            else
                throw new InvalidOperationException(refusal.Message);
            await Task.Delay(pause);
        }

        return 0;
    }

    // Every third one is announced by two together: two streams in one append.
    private static string Json(int seed, int number)
    {
        var id = EventIds.NameBased(Space, $"{seed}/{number}");
        var one = Jurisdictions[(seed + number) % Jurisdictions.Length];
        var other = number % 3 == 0 ? $",\"{Jurisdictions[(seed + number + 1) % Jurisdictions.Length]}\"" : "";
        return $$$"""
            {"command":"announce-policy","commandId":"{{{id}}}","jurisdictions":["{{{one}}}"{{{other}}}],"id":"s{{{seed}}}-{{{number}}}","instrument":"law",
             "areas":[{"area":"migration:asylum","value":{"direction":"moreRestrictive"}}],"announced":"2025-11",
             "text":{"title":"Number {{{number}}}"},"sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}
            """;
    }
}
