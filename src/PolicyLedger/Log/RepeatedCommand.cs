using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>
/// A command without an id of its own that was recorded before is taken for a retry only while nothing has been recorded about
/// its record or its cell since: after that it may be meant as a new event (suspended again after the suspension was
/// retracted), and only the recorder can tell.
/// </summary>
public static class RepeatedCommand
{
    /// <summary>Why it cannot be told; null where it is a retry.</summary>
    /// <param name="log">The events.</param>
    /// <param name="codec">Reads them.</param>
    /// <param name="receipt">Of the first recording.</param>
    /// <param name="field">Named in the refusal.</param>
    /// <param name="another">How the recorder gives it an id of its own.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async ValueTask<Refusal?> RefuseAsync(IEventLog log, EventCodec codec, Receipt receipt, string field, string another, CancellationToken cancellation = default)
    {
        foreach (var line in receipt.Lines.Where(line => line.Record is not null))
        {
            StanceCoded? coded = null;
            await foreach (var stored in log.ReadStreamWithoutTextsAsync(line.Stream, line.Revision, cancellation))
            {
                var later = (RecordEvent)codec.Decode(stored).Event;
                if (stored.Revision == line.Revision)
                    coded = later as StanceCoded;
                else if (later.Record.Equals(line.Record) || (coded is not null && later is StanceCoded other && Cell(other) == Cell(coded)))
                    return Refusal.Conflict(field, null, $"the same was recorded before, at position {line.Position}, and {stored.Type} came after it at position {stored.Position}; to record it once more, {another}");
            }
        }

        return null;

        static (AreaId, Jurisdiction?) Cell(StanceCoded e) => (e.Area, e.Target);
    }
}
