using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Dates;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Answers;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Serving;

/// <summary>An API key as it is listed.</summary>
internal sealed record AccessKeyView(string Id, string Name, string Role, string CreatedAt, string? RevokedAt)
{
    public static AccessKeyView Of(AccessKey key) =>
        new(key.Id, key.Name, Spelling.Of(key.Role), Iso.Write(key.CreatedAt), key.RevokedAt is { } at ? Iso.Write(at) : null);
}

/// <summary>An API key with its secret, which is shown this once.</summary>
internal sealed record NewAccessKeyView(string Id, string Name, string Role, string CreatedAt, string Key);

/// <summary><c>keys create</c>, <c>keys list</c> and <c>keys revoke</c>: the API keys of the ledger's server.</summary>
internal static class AccessKeysVerbs
{
    /// <summary>How the file's name ends that stands beside the ledger.</summary>
    public const string Suffix = ".keys.json";

    private static readonly IReadOnlyList<Column<AccessKeyView>> Columns =
        [new("id", v => v.Id), new("name", v => v.Name), new("role", v => v.Role), new("created_at", v => v.CreatedAt), new("revoked_at", v => v.RevokedAt)];

    private static readonly IReadOnlyList<Column<NewAccessKeyView>> NewColumns =
        [new("id", v => v.Id), new("name", v => v.Name), new("role", v => v.Role), new("created_at", v => v.CreatedAt), new("key", v => v.Key)];

    public static IEnumerable<Verb> All(Workplace place) => [Create(place), List(place), Revoke(place)];

    /// <summary>The file that the option or the environment names, else the one beside the ledger.</summary>
    public static string PathOf(Call call, Option<string?> file) =>
        (call.Get(file) ?? call.Here.Variable("POLICYLEDGER_KEYS")) is { Length: > 0 } path ? path : call.Ledger.Beside(Suffix);

    public static Option<string?> FileOption() =>
        Fields.Option("--keys", "FILE", "The file of API keys. Default: POLICYLEDGER_KEYS, else beside the ledger, with .keys.json for .db.");

    private static Verb Create(Workplace place)
    {
        var name = new Argument<string>("name") { HelpName = "NAME", Description = "Whose key it is: an opaque id, recorded as recorder with what is recorded by it." };
        var role = Fields.Word<Role>("--role", "What it allows; all may read");
        role.Required = true;
        var file = FileOption();
        return new Verb(
            place, "create", "Make an API key for the ledger's server. It is shown this once; a running server takes it within a second.",
            "keys create desk-1 --role recorder", "keys create dashboard --role reader -o json")
        {
            name, role, file,
        }.Does(call =>
        {
            var word = Spelling.Parse<Role>(call.Get(role)!, role.Name).OrThrow();
            var made = Done(Open(call, file).Create(call.Get(name)!, word), "name", "NAME");
            var view = AccessKeyView.Of(made.Key);
            var text = made.Text.Reveal();
            call.Printer().One(new NewAccessKeyView(view.Id, view.Name, view.Role, view.CreatedAt, text), _ => call.Out.WriteLine(text), NewColumns);
            call.Note($"key {view.Id} of {view.Name}, {view.Role}: it is shown this once; keys revoke {view.Id} ends it");
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static Verb List(Workplace place)
    {
        var file = FileOption();
        return new Verb(place, "list", "List the API keys of the ledger's server, without their secrets.", "keys list", "keys list -o json") { file }.Does(call =>
        {
            call.Printer().List(Open(call, file).List().Select(AccessKeyView.Of).ToList(), Columns, Columns);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static Verb Revoke(Workplace place)
    {
        var id = new Argument<string>("id") { HelpName = "ID", Description = "The key's id: the 8 digits after plk_, without the secret." };
        var file = FileOption();
        return new Verb(place, "revoke", "Revoke an API key for good. A running server takes it no more within a second.", "keys revoke 1f2e3d4c") { id, file }.Does(call =>
        {
            var revoked = AccessKeyView.Of(Done(Open(call, file).Revoke(call.Get(id)!), "id", "ID"));
            call.Printer().List([revoked], Columns, Columns);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static AccessKeys Open(Call call, Option<string?> file) =>
        AccessKeys.Open(PathOf(call, file), file.Name, call.Here.Clock, NullLogger.Instance).OrThrow();

    // Named as on the command line.
    private static T Done<T>(Result<T> result, string inner, string outer)
        where T : notnull =>
        result.Refusal is { } refusal && refusal.Field == inner ? throw new RefusedException(refusal with { Field = outer }) : result.OrThrow();
}
