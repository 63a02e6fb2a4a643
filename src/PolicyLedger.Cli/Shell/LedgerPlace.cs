using PolicyLedger.EventStoreDb;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Sqlite.Models;

namespace PolicyLedger.Cli.Shell;

/// <summary>Where a ledger is: in a file, or on a server. <see cref="Name"/> is what may be shown.</summary>
internal abstract record LedgerPlace
{
    private LedgerPlace()
    {
    }

    /// <summary>For messages; never with credentials.</summary>
    public abstract string Name { get; }

    /// <summary>The read models' file.</summary>
    public abstract string ModelsPath { get; }

    /// <summary>A file of the audit, beside the read models.</summary>
    /// <param name="suffix">How its name ends.</param>
    public string Beside(string suffix) => ModelsPath[..^SqliteReadModels.Suffix.Length] + suffix;

    /// <summary>Whether it can be opened without creating it.</summary>
    public abstract bool IsThere { get; }

    /// <summary>Reads what <c>--ledger</c> and the like say.</summary>
    /// <param name="text">A file's path, or a connection string.</param>
    /// <param name="field">The option.</param>
    /// <param name="state">The folder that <c>--state</c> names, or null.</param>
    /// <param name="here">Tells the user's own.</param>
    public static Result<LedgerPlace> Of(string text, string field, string? state, Surroundings here) =>
        ServerAddress.Is(text)
            ? ServerAddress.Parse(text, field).Map<LedgerPlace>(address => new OnServer(address, Path.Combine(StateFolder(state, here), address.Cluster), here.StreamPrefix))
            : Result.Of<LedgerPlace>(new InFile(text));

    /// <summary>Opens the log.</summary>
    /// <exception cref="StoreException">It is not there and not to be created, or cannot be opened.</exception>
    public abstract Task<IEventLog> OpenAsync(bool create, CancellationToken cancellation);

    // The XDG base directory rules: a relative path counts as none.
    private static string StateFolder(string? state, Surroundings here)
    {
        if (!string.IsNullOrWhiteSpace(state))
            return Path.GetFullPath(state);
        if (here.Variable("XDG_STATE_HOME") is { } xdg && Path.IsPathRooted(xdg))
            return Path.Combine(xdg, "policyledger");
        return here.Variable("HOME") is { Length: > 0 } home && !OperatingSystem.IsWindows()
            ? Path.Combine(home, ".local", "state", "policyledger")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "policyledger");
    }

    /// <summary>The embedded log.</summary>
    public sealed record InFile(string Path) : LedgerPlace
    {
        public override string Name => System.IO.Path.GetFullPath(Path);

        public override string ModelsPath => SqliteReadModels.PathFor(Path);

        public override bool IsThere => File.Exists(Path);

        public override async Task<IEventLog> OpenAsync(bool create, CancellationToken cancellation) =>
            create && !System.IO.Path.Exists(Path)
                ? new LedgerToBe(Path)
                : await SqliteEventLog.OpenAsync(Path, create ? SqliteLogMode.CreateIfMissing : SqliteLogMode.MustExist, null, cancellation);
    }

    /// <summary>An EventStoreDB or KurrentDB server. What is made of it, index and read models, stands in a folder of this machine and is made again where it is missing.</summary>
    public sealed record OnServer(ServerAddress Address, string Folder, string StreamPrefix) : LedgerPlace
    {
        public override string Name => Address.Display;

        public override string ModelsPath => Path.Combine(Folder, "ledger" + SqliteReadModels.Suffix);

        public string IndexPath => Path.Combine(Folder, "ledger" + EventStoreDbLog.IndexSuffix);

        public override bool IsThere => true;

        public override async Task<IEventLog> OpenAsync(bool create, CancellationToken cancellation)
        {
            try
            {
                Directory.CreateDirectory(Folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreException(StoreFault.Unreachable, $"{Folder}: cannot be created ({e.Message}); name a folder for index and read models with --state", e);
            }

            return await EventStoreDbLog.OpenAsync(Address, IndexPath, new() { Prefix = StreamPrefix }, cancellation);
        }
    }
}
