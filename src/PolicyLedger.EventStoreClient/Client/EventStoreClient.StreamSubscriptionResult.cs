using System.Runtime.CompilerServices;

namespace EventStore.Client;

public sealed partial class EventStoreClient
{
    /// <summary>A running subscription. Enumerated once; ends when it is disposed, when its enumerator is, or when the token is
    /// cancelled that it was made with.</summary>
    public class StreamSubscriptionResult : IAsyncEnumerable<ResolvedEvent>, IAsyncDisposable, IDisposable
    {
        private readonly ReadCall call;
        private int enumerated;

        internal StreamSubscriptionResult(ReadCall call)
        {
            this.call = call;
            call.Start();
        }

        /// <summary>Null until <see cref="StreamMessage.SubscriptionConfirmation"/> has come by.</summary>
        public string? SubscriptionId { get; private set; }

        /// <summary>Everything that the node says. Starts with <see cref="StreamMessage.SubscriptionConfirmation"/>.</summary>
        /// <exception cref="InvalidOperationException">Enumerated before.</exception>
        public IAsyncEnumerable<StreamMessage> Messages => MessagesAsync();

        /// <exception cref="InvalidOperationException">Enumerated before.</exception>
        public async IAsyncEnumerator<ResolvedEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            await foreach (var message in MessagesAsync(cancellationToken))
            {
                if (message is StreamMessage.Event(var resolved))
                    yield return resolved;
            }
        }

        private async IAsyncEnumerable<StreamMessage> MessagesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            if (Interlocked.Exchange(ref enumerated, 1) == 1)
                throw new InvalidOperationException("The subscription was enumerated before: subscribe again after the last position.");
            try
            {
                while (await call.MoveNextAsync(cancellation))
                {
                    var message = ReadAnswers.ToMessage(call.Current);
                    if (message is StreamMessage.SubscriptionConfirmation(var id))
                        SubscriptionId = id;
                    yield return message;
                }
            }
            finally
            {
                call.Dispose();
            }
        }

        public void Dispose() => call.Dispose();

        public ValueTask DisposeAsync()
        {
            call.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
