using System.Text;
using System.Text.Json;
using PolicyLedger.Cli.Shell;
using PolicyLedger.EventStoreDb.Tests;
using Xunit;

namespace PolicyLedger.Cli.Tests;

/// <summary>What one run of the program left behind.</summary>
internal sealed record Ran(int Code, string Out, string Error)
{
    public string[] Lines => Out.TrimEnd('\n').Split('\n');

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Out);

    public Ran Exits(int code)
    {
        Assert.True(Code == code, $"exit {Code}, expected {code}\n--- out\n{Out}\n--- error\n{Error}");
        return this;
    }
}

/// <summary>The program run in this process, with a folder and a ledger of its own.</summary>
internal sealed class Cli : IDisposable
{
    public const string Source = "--publisher OxCGRT --kind dataset --reliability A --credibility 1";

    private readonly Dictionary<string, string> environment = [];
    private readonly Func<Task<string>>? server;
    private readonly string prefix;

    /// <summary>With a ledger in a file.</summary>
    public Cli()
        : this(null, "")
    {
    }

    private Cli(Func<Task<string>>? server, string prefix)
    {
        (this.server, this.prefix) = (server, prefix);
        environment["XDG_STATE_HOME"] = Folder;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("policyledger-cli-tests-").FullName;

    /// <summary>The ledger's file. A test that is about a file is skipped where the ledger is on a server.</summary>
    public string LedgerFile
    {
        get
        {
            Assert.SkipUnless(server is null, "about a ledger's file");
            return Path.Combine(Folder, "ledger.db");
        }
    }

    /// <summary>The read models' file, once there is one.</summary>
    public string ModelsPath => Directory.GetFiles(Folder, "*" + PolicyLedger.Sqlite.Models.SqliteReadModels.Suffix, SearchOption.AllDirectories).Single();

    public bool Terminal { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public int Width { get; init; } = 100;

    public string this[string variable]
    {
        set => environment[variable] = value;
    }

    /// <summary>With a ledger on the server that the tests share, empty because its streams are its own.</summary>
    public static Cli OnServer(TimeProvider? clock = null) =>
        new(async () => (await TestServer.AddressAsync()).Display, TestServer.NewPrefix()) { Clock = clock ?? TimeProvider.System };

    /// <summary>With a ledger on a server of its own.</summary>
    public static Cli On(string server, TimeProvider clock) => new(() => Task.FromResult(server), "") { Clock = clock };

    /// <summary>What <c>--ledger</c> takes.</summary>
    public async Task<string> LedgerAsync() => server is null ? LedgerFile : await server();

    public string File(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Runs a line, split at spaces except within single quotes.</summary>
    public Task<Ran> Run(string line, string input = "") => RunAsync(Split(line), input, TestContext.Current.CancellationToken);

    public async Task<Ran> RunAsync(string[] args, string input = "", CancellationToken cancellation = default)
    {
        environment.TryAdd("POLICYLEDGER_LEDGER", await LedgerAsync());
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var here = new Surroundings(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error, name => environment.GetValueOrDefault(name))
        {
            OutIsTerminal = Terminal,
            ErrorIsTerminal = Terminal,
            StreamPrefix = prefix,
            Clock = Clock,
            Width = Width,
        };
        var code = await Program.RunAsync(args, here, cancellation);
        return new(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public async Task Record(string line) => (await Run("record " + line)).Exits(0);

    /// <summary>A level of 3 for Germany's C8 in 2021, as record DEU-coded.</summary>
    public Task RecordStance(string id = "coded") => Record($"stance DEU --id {id} --area oxcgrt:C8 --period 2021 --level 3 {Source}");

    /// <summary>The British overhaul, announced in November 2025, as record GBR-overhaul.</summary>
    public Task RecordPolicy() => Record($"announce GBR --id overhaul --instrument other --area migration:asylum --direction moreRestrictive --announced 2025-11 --title Overhaul {Source}");

    public async Task RecordFounding()
    {
        foreach (var name in Resources.Names("founding/"))
            (await RunAsync(["record", "--json", "-"], Encoding.UTF8.GetString(Resources.Read(name)))).Exits(0);
    }

    public static string[] Split(string line)
    {
        var args = new List<string>();
        var (current, quoted, any) = (new StringBuilder(), false, false);
        foreach (var c in line)
        {
            if (c == '\'')
                (quoted, any) = (!quoted, true);
            else if (c == ' ' && !quoted)
            {
                if (any || current.Length > 0)
                    args.Add(current.ToString());
                (current, any) = (new(), false);
            }
            else
                current.Append(c);
        }

        if (any || current.Length > 0)
            args.Add(current.ToString());
        return [.. args];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
