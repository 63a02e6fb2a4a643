namespace PolicyLedger.Log;

/// <summary>
/// A log whose texts can be erased. What is erased is never read again, by anybody; positions, revisions, ids, facts and
/// metadata stay to the byte. What the store's own files, pages and backups still hold is for the store to say and to clear.
/// </summary>
public interface ITextErasure
{
    /// <summary>
    /// Whether <see cref="EraseTextsAsync"/> can be done: asked before the erasure is recorded, so that no event claims one that
    /// cannot be. Changes nothing.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="revisions">As for <see cref="EraseTextsAsync"/>.</param>
    /// <param name="cancellation">Changes nothing either.</param>
    /// <exception cref="StoreException">It cannot, and why.</exception>
    ValueTask RequireErasableAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation = default) => ValueTask.CompletedTask;

    /// <summary>
    /// Erases the texts of events of one stream. Durable when it returns; doing it again is nothing new. Texts that are not there
    /// are passed over. MUST be called after the erasure was recorded in the stream, by its <c>record-erased</c> event: a store
    /// tells by it which later texts of the record stay.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="revisions">All events of one record whose texts are to go, in order: a store may keep one key for a record, and lose it whole.</param>
    /// <param name="cancellation">Leaves it done, not done, or half done; the same call again completes it.</param>
    /// <exception cref="StoreException">It cannot be done: the texts are still there, or some of them.</exception>
    ValueTask EraseTextsAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation = default);
}
