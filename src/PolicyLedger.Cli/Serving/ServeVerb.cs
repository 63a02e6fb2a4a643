using System.CommandLine;
using PolicyLedger.Cli.Auditing;
using PolicyLedger.Cli.Demonstrating;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Hosting;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.Cli.Serving;

/// <summary><c>serve</c>: the HTTP API over the ledger, until it is told to stop.</summary>
internal static class ServeVerb
{
    // What a file of settings may name beside the server's own, as files are the program's to read.
    private static readonly string[] Files = ["cert", "certKey", "signingKey"];

    public static Verb Create(Workplace place)
    {
        var config = Fields.Option("--config", "FILE", "A JSON file of settings; each is named as its option, in camel case. Environment variables (POLICYLEDGER_SERVE_…) stand above it, options above both.");
        var demo = new Option<bool>("--demo") { Description = "Serve the founding example, recorded in a new temporary folder, or in the empty ledger that is named." };
        var cert = Fields.Option("--cert", "FILE", "A PEM certificate, first, and those between it and the authority: then TLS.");
        var key = Fields.Option("--cert-key", "FILE", "Its private key in PEM. Default: in the certificate's file.");
        var signing = Fields.Option("--signing-key", "FILE", "Sign a checkpoint whenever there are new events, with the key file that keys signing made.");
        var settings = Setting.All.ToDictionary(setting => setting, setting => Fields.Option(setting.Option, setting.Value, setting.Help));
        var verb = new Verb(
            place, "serve", "Serve the ledger over HTTP: questions, recording, live subscriptions, proofs. On this machine alone it is open; elsewhere it wants keys or tokens. A ledger that is not there is created.",
            "serve --demo", "serve --ledger policy-ledger.db", "serve --listen 0.0.0.0:8443 --cert server.crt --cert-key server.key --keys-file keys.json", "serve --config /etc/policyledger/serve.json");
        foreach (var option in (Option[])[config, demo, cert, key, signing, .. settings.Values])
            verb.Options.Add(option);
        return verb.Does(async call =>
        {
            var given = new Given(call, config, settings, await FileAsync(call, config));
            var (certificate, chain) = CertificateFiles.Read(given.Text("cert", cert), given.Text("certKey", key));
            var options = given.Options() with { Certificate = certificate, Chain = chain };
            var signWith = given.Text("signingKey", signing);
            return await ServeAsync(call, options with { SigningKeys = signWith is null ? [] : KeyFile.Read(signWith, signing.Name) }, call.Get(demo));
        });
    }

    private static async Task<ExitCode> ServeAsync(Call call, ServerOptions options, bool demo)
    {
        var place = demo ? await DemoVerb.RecordAsync(call) : call.Ledger;
        if (demo && options.SigningKeys.Count == 0)
            options = options with { SigningKeys = [KeyFile.New("demo.invalid/policyledger", "--demo")] };
        options = WithKeysOf(place, options, call);
        if (options.Access.Refuse(options.Listen) is { } open)
            throw new RefusedException(InOptions(open));
        await CreateAsync(call, place);
        await using var ledger = await LedgerSession.OpenAsync(place, LedgerUse.Ask, call.Here.Clock, call.Counter("reading new events"), call.Cancellation);
        await using var server = await StartAsync(new(ledger.Log, ledger.Models, place.Beside, () => place is not LedgerPlace.InFile file || ErasedBytes.AreLeft(file.Path)), options, call);
        call.Note($"serving {place.Name} on {string.Join(", ", server.Addresses)}; the API is described at {server.Addresses[0]}docs/");
        await Task.Delay(Timeout.Infinite, call.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        call.Note("stopping");
        return ExitCode.Ok;
    }

    private static async Task<LedgerServer> StartAsync(ServedLedger ledger, ServerOptions options, Call call)
    {
        try
        {
            return await LedgerServer.StartAsync(ledger, options, call.Here.Clock, call.Cancellation);
        }
        catch (Exception e) when (ListenFailure.Is(e))
        {
            throw ListenFailure.Explain(e, string.Join(", ", options.Listen));
        }
    }

    private static async Task CreateAsync(Call call, LedgerPlace place)
    {
        if (place is not LedgerPlace.InFile file || file.IsThere)
            return;
        await using var log = await SqliteEventLog.OpenAsync(file.Path, SqliteLogMode.CreateIfMissing, null, call.Cancellation);
        call.Note($"{file.Name} is a new ledger");
    }

    // Keys that were made for this ledger are asked for without being told.
    private static ServerOptions WithKeysOf(LedgerPlace place, ServerOptions options, Call call) => options.Access.KeysFile is not null ? options : options with
    {
        Access = options.Access with { KeysFile = call.Here.Variable("POLICYLEDGER_KEYS") is { Length: > 0 } named ? named : place.Beside(AccessKeysVerbs.Suffix) },
    };

    private static Refusal InOptions(Refusal refusal) => Setting.All.FirstOrDefault(setting => refusal.Field == setting.Name || refusal.Field == "access." + setting.Name) is { } setting ? refusal with { Field = setting.Option } : refusal;

    private static async Task<IReadOnlyList<(string Name, string Text)>> FileAsync(Call call, Option<string?> config) =>
        call.Get(config) is { } path ? SettingsFile.Read(await call.ReadAsync(path, config.Name), config.Name, Files).OrThrow() : [];

    /// <summary>Settings by where they come from.</summary>
    private sealed class Given(Call call, Option<string?> config, Dictionary<Setting, Option<string?>> settings, IReadOnlyList<(string Name, string Text)> file)
    {
        /// <summary>A file that only the program reads.</summary>
        public string? Text(string name, Option<string?> option) =>
            call.Get(option)
            ?? (call.Here.Variable("POLICYLEDGER_SERVE_" + option.Name[2..].Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } variable ? variable : null)
            ?? file.FirstOrDefault(setting => setting.Name == name).Text;

        public ServerOptions Options()
        {
            var options = new ServerOptions { JsonLogs = !call.Here.ErrorIsTerminal, Verbose = call.Verbose };
            options = options with { Access = options.Access with { LocalRecorder = call.Recorder } };
            foreach (var (setting, option) in settings)
            {
                if (Find(setting, option) is not ({ } text, var field))
                    continue;
                options = setting.Apply(options, text, field).OrThrow();
            }

            return options.Access.Refuse() is { } broken ? throw new RefusedException(InOptions(broken)) : options;
        }

        private (string? Text, string Field) Find(Setting setting, Option<string?> option) =>
            call.Get(option) is { } given ? (given, option.Name)
            : call.Here.Variable(setting.Variable) is { Length: > 0 } variable ? (variable, setting.Variable)
            : (file.FirstOrDefault(one => one.Name == setting.Name).Text, $"{config.Name} {setting.Name}");
    }
}
