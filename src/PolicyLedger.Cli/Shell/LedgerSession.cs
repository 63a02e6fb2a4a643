using System.Security.Cryptography;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Shell;

/// <summary>An open ledger: its log, its read models, and the slices over both.</summary>
internal sealed class LedgerSession : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LedgerSession(string path, IEventLog log, IReadModels models, TimeProvider clock)
    {
        (Path, Log, Models) = (path, log, models);
        services = new ServiceCollection()
            .AddSingleton(log)
            .AddSingleton(models)
            .AddSingleton(clock)
            .AddPolicyLedger(() => RandomNumberGenerator.GetBytes(16))
            .BuildServiceProvider();
    }

    public string Path { get; }

    public IEventLog Log { get; }

    public IReadModels Models { get; }

    public EventCodec Codec => Get<EventCodec>();

    /// <exception cref="StoreException">There is none and <paramref name="create"/> is false, or it cannot be opened.</exception>
    public static async Task<LedgerSession> OpenAsync(string path, bool create, TimeProvider clock, CancellationToken cancellation)
    {
        var log = await SqliteEventLog.OpenAsync(path, create ? SqliteLogMode.CreateIfMissing : SqliteLogMode.MustExist, null, cancellation);
        return new(path, log, new InMemoryReadModels(log, EventCodec.Current), clock);
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Sends a query or command to its slice.</summary>
    public async Task<T> AskAsync<T>(IRequest<Result<T>> question, CancellationToken cancellation)
        where T : notnull => (await Get<IMediator>().Send(question, cancellation)).OrThrow();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Models.DisposeAsync();
        await Log.DisposeAsync();
    }
}
