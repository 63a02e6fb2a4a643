using System.CommandLine;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Serving;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Auditing;

/// <summary>A key as others need it to verify. The first signs since last; all sign.</summary>
internal sealed record KeyView(string Origin, string Id, string Verifier);

/// <summary><c>keys</c>: those of the server's callers, and by <c>keys signing</c> those that sign checkpoints, made, shown, rotated and retired.</summary>
internal static class KeysVerb
{
    private static readonly IReadOnlyList<Column<KeyView>> Columns = [new("origin", v => v.Origin), new("id", v => v.Id), new("verifier_key", v => v.Verifier)];

    public static Verb Create(Workplace place)
    {
        var keys = new Verb(place, "keys", "The API keys of the ledger's server, and the keys that sign its checkpoints.", "keys create desk-1 --role recorder", "keys signing ledger.key --origin example.org/ledger");
        foreach (var verb in AccessKeysVerbs.All(place))
            keys.Subcommands.Add(verb);
        keys.Subcommands.Add(Signing(place));
        return keys;
    }

    private static Verb Signing(Workplace place)
    {
        var file = new Argument<string>("file") { HelpName = "FILE", Description = "The secret key file. Keep it, and a copy of it, where the ledger's backups are not." };
        var origin = Fields.Option("--origin", "NAME", "Make a new file, for the log of this name: a host of yours with a path.");
        var rotate = new Option<bool>("--rotate") { Description = "Add a new key. Checkpoints carry both signatures until the old one is retired." };
        var retire = Fields.Option("--retire", "ID", "Take away the key with this id. What it signed stays as it is.");
        return new Verb(
            place, "signing", "Make a signing key, or show what others verify with.",
            "keys signing ledger.key --origin example.org/ledger", "keys signing ledger.key", "keys signing ledger.key --rotate", "keys signing ledger.key --retire 1f2e3d4c")
        {
            file, origin, rotate, retire,
        }.Does(call =>
        {
            var (path, printer) = (call.Get(file)!, call.Printer());
            if (new[] { call.Given(origin), call.Given(rotate), call.Given(retire) }.Count(given => given) > 1)
                throw new RefusedException(Refusal.Invalid(origin.Name, call.Get(origin), "one of --origin, --rotate and --retire at a time"));
            if (call.Get(origin) is { } name)
                KeyFile.Create(path, "FILE", KeyFile.New(name, origin.Name));
            else if (call.Get(rotate))
                Rotate(path);
            else if (call.Get(retire) is { } id)
                Retire(path, id, retire.Name);
            printer.List(KeyFile.Read(path, "FILE").Select(View).ToList(), Columns, Columns);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static void Rotate(string path)
    {
        var keys = KeyFile.Read(path, "FILE");
        KeyFile.Replace(path, [KeyFile.New(keys[0].Name, "FILE"), .. keys]);
    }

    private static void Retire(string path, string id, string field)
    {
        var keys = KeyFile.Read(path, "FILE");
        var left = keys.Where(key => $"{key.Verifier.Id:x8}" != id).ToList();
        if (left.Count == keys.Count)
            throw new RefusedException(Refusal.NotFound(field, id, $"no key of the file has this id; there are {string.Join(", ", keys.Select(key => $"{key.Verifier.Id:x8}"))}"));
        if (left.Count == 0)
            throw new RefusedException(Refusal.Conflict(field, id, "is the file's only key; --rotate first"));
        KeyFile.Replace(path, left);
    }

    private static KeyView View(SigningKey key) => new(key.Name, $"{key.Verifier.Id:x8}", key.Verifier.ToString());
}
