using PolicyLedger.Log;
using PolicyLedger.Sqlite.Worker;

// Data lines to stdout, each written through before the next step, so that what a killed process had got done can be read.
try
{
    switch (args)
    {
        case ["append", var path, var stream, var count, var bytes]:
            return await Appending.Run(path, stream, int.Parse(count), int.Parse(bytes));
        case ["append-together", var path, var count]:
            return await Appending.RunTogether(path, int.Parse(count));
        case ["create", var path]:
            return await Appending.Create(path);
        case ["subscribe", var path, var from, var until]:
            return await Reading.Subscribe(path, long.Parse(from), long.Parse(until));
        case ["read", var path, var until]:
            return await Reading.ReadAgainAndAgain(path, long.Parse(until));
        case ["record", var path, var seed, var from, var until, var pause]:
            return await Recording.Run(path, int.Parse(seed), int.Parse(from), int.Parse(until), int.Parse(pause));
        default:
            Console.Error.WriteLine("append PATH STREAM COUNT BYTES | append-together PATH COUNT | create PATH | subscribe PATH FROM UNTIL | read PATH UNTIL | record PATH SEED FROM UNTIL PAUSE");
            return 2;
    }
}
catch (StoreException e)
{
    Console.WriteLine($"failed {e.Fault} {e.Message}");
    return 7;
}
