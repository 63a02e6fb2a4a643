using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Demonstrating;

/// <summary><c>demo</c>: records the founding example in a new ledger and asks it what the ledger is for.</summary>
internal static class DemoVerb
{
    public static Verb Create(Workplace place) => new Verb(
        place, "demo", "A small ledger in a new temporary folder: recorded, asked, explained.", "demo", "demo --ledger demo.db").Does(async call =>
        {
            if (call.Format() != OutputFormat.Table)
                throw new RefusedException(Refusal.Invalid("--output", call.Get(call.Options.Output), "the demo is told in words; leave it out, and ask the ledger that it makes"));
            var place = await RecordAsync(call);
            await using var ledger = await LedgerSession.OpenAsync(place, LedgerUse.Ask, call.Here.Clock, null, call.Cancellation);
            await new DemoStory(call, ledger, place.Name).TellAsync();
            return ExitCode.Ok;
        });

    /// <summary>Records the founding example in the ledger that is named, which has to be empty, or in one in a new temporary folder.</summary>
    internal static async Task<LedgerPlace> RecordAsync(Call call)
    {
        var place = call.LedgerNamed ? call.Ledger : new LedgerPlace.InFile(Path.Combine(Directory.CreateTempSubdirectory("policyledger-demo-").FullName, "policy-ledger.db"));
        await using var ledger = await LedgerSession.OpenAsync(place, LedgerUse.Record, call.Here.Clock, null, call.Cancellation);
        if (await ledger.Log.EndAsync(call.Cancellation) is > 0 and var end)
            throw new RefusedException(Refusal.Conflict("--ledger", place.Name, $"the demo wants an empty ledger, and this one has {end} events; name a new file, or leave the option out"));
        foreach (var name in Resources.Names("founding/"))
            await ledger.AskAsync<Receipt>(CommandCodec.Read(Resources.Read(name), call.Recorder).OrThrow(), call.Cancellation);
        return place;
    }
}
