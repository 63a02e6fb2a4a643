using MediatR;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Auditing;
using PolicyLedger.Cables;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger;

/// <summary>The one place where handlers and MediatR's <see cref="ServiceFactory"/> are registered (ADR 0004).</summary>
public static class LedgerServices
{
    /// <summary>
    /// Adds the ledger's slices. The caller adds an <see cref="IEventLog"/> and an <see cref="IReadModels"/>, and a
    /// <see cref="TimeProvider"/> if it is not the system's. <paramref name="newSalt"/> gives 16 random bytes a call.
    /// </summary>
    public static IServiceCollection AddPolicyLedger(this IServiceCollection services, Func<byte[]> newSalt)
    {
        services.AddSingleton(EventCodec.Current);
        services.AddSingleton(sp => new CommandRunner(
            sp.GetRequiredService<IEventLog>(), sp.GetRequiredService<EventCodec>(), sp.GetService<TimeProvider>() ?? TimeProvider.System, newSalt));
        services.AddSingleton(sp => new StanceReader(sp.GetRequiredService<IReadModels>(), sp.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<TimelineReader>();
        services.AddSingleton<DiffReader>();
        services.AddSingleton<PressureReader>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<BeliefReader>();

        services.AddSingleton<ServiceFactory>(sp => sp.GetService!);
        services.AddSingleton<IMediator, Mediator>();
        foreach (var command in CommandCodec.All)
            services.AddTransient(typeof(IRequestHandler<,>).MakeGenericType(command, typeof(Result<Receipt>)), typeof(RecordHandler<>).MakeGenericType(command));
        foreach (var handler in new[] { typeof(StanceHandlers), typeof(PressureHandler), typeof(HistoryHandler), typeof(BeliefsHandler) })
        {
            foreach (var slice in handler.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
                services.AddTransient(slice, handler);
        }

        return services;
    }
}

/// <summary>Every command goes the same way: to the runner.</summary>
internal sealed class RecordHandler<TCommand>(CommandRunner runner) : IRequestHandler<TCommand, Result<Receipt>>
    where TCommand : Command
{
    public Task<Result<Receipt>> Handle(TCommand command, CancellationToken cancellation) => runner.RunAsync(command, cancellation);
}
