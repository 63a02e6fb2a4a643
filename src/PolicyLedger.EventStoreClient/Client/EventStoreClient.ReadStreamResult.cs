using System.Runtime.CompilerServices;
using PolicyLedger.EventStoreProtocol.Streams;

namespace EventStore.Client;

public sealed partial class EventStoreClient
{
    /// <summary>The answer to reading a stream. Enumerated once, to the end or until its enumerator is disposed, which ends
    /// the call.</summary>
    public class ReadStreamResult : IAsyncEnumerable<ResolvedEvent>
    {
        private readonly ReadCall call;
        private readonly Lazy<Task<ReadState>> state;
        private bool empty;
        private int enumerated;

        internal ReadStreamResult(string streamName, ReadCall call)
        {
            StreamName = streamName;
            this.call = call;
            state = new(BeginAsync);
        }

        public string StreamName { get; }

        /// <summary>Null until the node has said it; older nodes never do.</summary>
        public StreamPosition? FirstStreamPosition { get; private set; }

        /// <summary>Null until the node has said it; older nodes never do.</summary>
        public StreamPosition? LastStreamPosition { get; private set; }

        /// <summary>Whether the stream exists: asks the node, and leaves all events to be enumerated. Who does not enumerate a
        /// stream that exists MUST cancel the read.</summary>
        public Task<ReadState> ReadState => state.Value;

        /// <summary>Everything that the node says. Starts with <see cref="StreamMessage.Ok"/> or
        /// <see cref="StreamMessage.NotFound"/>.</summary>
        /// <exception cref="InvalidOperationException">Enumerated before.</exception>
        public IAsyncEnumerable<StreamMessage> Messages => MessagesAsync();

        /// <exception cref="StreamNotFoundException">There is no such stream.</exception>
        /// <exception cref="StreamDeletedException">The stream is tombstoned.</exception>
        /// <exception cref="InvalidOperationException">Enumerated before.</exception>
        public async IAsyncEnumerator<ResolvedEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            await foreach (var message in MessagesAsync(cancellationToken))
            {
                if (message is StreamMessage.NotFound)
                    throw new StreamNotFoundException(StreamName);
                if (message is StreamMessage.Event(var resolved))
                    yield return resolved;
            }
        }

        private async IAsyncEnumerable<StreamMessage> MessagesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            if (Interlocked.Exchange(ref enumerated, 1) == 1)
                throw new InvalidOperationException($"The read of stream '{StreamName}' was enumerated before: read the stream again.");
            try
            {
                if (await ReadState.WaitAsync(cancellation) == Client.ReadState.StreamNotFound)
                {
                    yield return StreamMessage.NotFound.Instance;
                    yield break;
                }
                yield return StreamMessage.Ok.Instance;
                for (var more = !empty; more; more = await call.MoveNextAsync(cancellation))
                {
                    var message = ReadAnswers.ToMessage(call.Current);
                    if (message is StreamMessage.FirstStreamPosition(var first))
                        FirstStreamPosition = first;
                    else if (message is StreamMessage.LastStreamPosition(var last))
                        LastStreamPosition = last;
                    yield return message;
                }
            }
            finally
            {
                call.Dispose();
            }
        }

        // Leaves the first answer in the call for who enumerates.
        private async Task<ReadState> BeginAsync()
        {
            try
            {
                empty = !await call.MoveNextAsync(CancellationToken.None);
            }
            catch
            {
                call.Dispose();
                throw;
            }
            if (empty || call.Current.ContentCase != ReadResp.ContentOneofCase.StreamNotFound)
                return Client.ReadState.Ok;
            call.Dispose();
            return Client.ReadState.StreamNotFound;
        }
    }
}
