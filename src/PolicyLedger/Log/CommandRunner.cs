using PolicyLedger.Codebooks;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>
/// Runs commands, once for all of them: read and fold the streams, decide, append. On a conflict it decides again, at most
/// <see cref="MaxAttempts"/> times. A command id is recorded once, for ever: the same content gets the first result, other
/// content is refused. What a crash left half done on a store without transactions over streams, the same command completes.
/// </summary>
public sealed class CommandRunner(IEventLog log, EventCodec codec, TimeProvider clock, Func<byte[]> newSalt)
{
    public const int MaxAttempts = 20;

    private readonly StateCache states = new(log, codec);

    /// <summary>Runs one command.</summary>
    public async Task<Result<Receipt>> RunAsync(Command command, CancellationToken cancellation = default) =>
        (await RunAsync([command], cancellation))[0];

    /// <summary>Runs commands in order, each deciding on what those before it record, in one append: on an atomic store all accepted ones become durable together. A refused one does not hinder the others.</summary>
    public async Task<IReadOnlyList<Result<Receipt>>> RunAsync(IReadOnlyList<Command> commands, CancellationToken cancellation = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var plan = new CommandPlan(codec, newSalt, await states.OpenAsync(commands, cancellation));
            var known = await log.FindCommandsAsync(commands.Select(command => command.Envelope.CommandId).ToList(), cancellation);
            foreach (var command in commands)
                plan.Add(command, known[command.Envelope.CommandId], clock.GetUtcNow(), log.AppendsAreAtomic);
            if (plan.Appends.Count == 0)
                return plan.Results([]);

            switch (await log.AppendAsync(plan.Appends, cancellation))
            {
                case AppendOutcome.Appended appended:
                    var recorded = plan.Recorded(appended);
                    states.Keep(recorded);
                    return plan.Results(recorded);
                case AppendOutcome.Conflict conflict when attempt == MaxAttempts:
                    return plan.Refuse(Refusal.Conflict("stream", conflict.Stream, $"other writers were faster {MaxAttempts} times; try again"));
                case AppendOutcome.Duplicate duplicate when attempt == MaxAttempts:
                    return plan.Refuse(Refusal.Conflict("commandId", null, $"event {duplicate.EventId} is already there, recorded by another command"));
            }
        }
    }

    /// <summary>A runner that decides on what this ledger holds and on what it was given itself, and writes nothing.</summary>
    public CommandRunner OnTrial() => new(new TrialLog(log), codec, clock, newSalt);

    /// <summary>The codebooks as adopted so far.</summary>
    public ValueTask<CodebookShelf> BooksAsync(IEnumerable<string> codebooks, CancellationToken cancellation = default) =>
        states.BooksAsync(codebooks, cancellation);

    /// <summary>A country's stream, folded.</summary>
    public ValueTask<CountryState> CountryAsync(Jurisdictions.Jurisdiction jurisdiction, CancellationToken cancellation = default) =>
        states.CountryAsync(jurisdiction, cancellation);
}
