using System.Security.Cryptography;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Shell;

/// <summary>What a verb does with the ledger.</summary>
internal enum LedgerUse
{
    /// <summary>Ask the read models; the ledger must be there.</summary>
    Ask,

    /// <summary>Build the read models anew; the ledger must be there.</summary>
    Rebuild,

    /// <summary>Read the log alone; the ledger must be there.</summary>
    Read,

    /// <summary>Record; a ledger that is not there is created by the first event.</summary>
    Record,
}

/// <summary>An open ledger: its log, its read models where they are asked, and the slices over both.</summary>
internal sealed class LedgerSession : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly IReadModels? models;

    /// <summary>Takes over log and models.</summary>
    public LedgerSession(IEventLog log, IReadModels? models, TimeProvider clock)
    {
        (Log, this.models) = (log, models);
        services = new ServiceCollection()
            .AddSingleton(_ => log)
            .AddSingleton(_ => Models)
            .AddSingleton(clock)
            .AddPolicyLedger(() => RandomNumberGenerator.GetBytes(16))
            .BuildServiceProvider();
    }

    public IEventLog Log { get; }

    public IReadModels Models => models ?? throw new InvalidOperationException("This verb opened the ledger without its read models.");

    public EventCodec Codec => Get<EventCodec>();

    /// <exception cref="StoreException">There is none and it is not to be created, or it cannot be opened.</exception>
    public static async Task<LedgerSession> OpenAsync(
        LedgerPlace place, LedgerUse use, TimeProvider clock, IProgress<ModelsProgress>? progress, CancellationToken cancellation)
    {
        var log = await place.OpenAsync(create: use == LedgerUse.Record, cancellation);
        try
        {
            var options = new SqliteModelsOptions { BuildsWhenOpened = use == LedgerUse.Ask, Progress = progress };
            var models = use is LedgerUse.Ask or LedgerUse.Rebuild
                ? await SqliteReadModels.OpenAsync(place.ModelsPath, log, EventCodec.Current, options, cancellation)
                : null;
            return new(log, models, clock);
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Sends a query or command to its slice.</summary>
    public async Task<T> AskAsync<T>(IRequest<Result<T>> question, CancellationToken cancellation)
        where T : notnull => (await Get<IMediator>().Send(question, cancellation)).OrThrow();

    public async ValueTask DisposeAsync()
    {
        if (models is not null)
            await models.DisposeAsync();
        await Log.DisposeAsync();
    }
}
