using System.Runtime.CompilerServices;

namespace EventStore.Client;

public sealed partial class EventStoreClient
{
    /// <summary>The answer to reading the log. Enumerated once, to the end or until its enumerator is disposed, which ends
    /// the call.</summary>
    public class ReadAllStreamResult : IAsyncEnumerable<ResolvedEvent>
    {
        private readonly ReadCall call;
        private int enumerated;

        internal ReadAllStreamResult(ReadCall call) => this.call = call;

        /// <summary>Where the log ended. Null until the node has said it; older nodes never do.</summary>
        public Position? LastPosition { get; private set; }

        /// <summary>Everything that the node says.</summary>
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
                throw new InvalidOperationException("The read of the log was enumerated before: read it again.");
            try
            {
                while (await call.MoveNextAsync(cancellation))
                {
                    var message = ReadAnswers.ToMessage(call.Current);
                    if (message is StreamMessage.LastAllStreamPosition(var last))
                        LastPosition = last;
                    yield return message;
                }
            }
            finally
            {
                call.Dispose();
            }
        }
    }
}
