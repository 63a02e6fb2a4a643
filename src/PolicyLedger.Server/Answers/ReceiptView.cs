using PolicyLedger.Dates;
using PolicyLedger.Recording;

namespace PolicyLedger.Server.Answers;

/// <summary>What was recorded, as JSON. A position is null where the event is recorded and its place in the ledger not indexed yet.</summary>
internal sealed record ReceiptView(string RecordedAt, bool Already, IReadOnlyList<ReceiptLineView> Events)
{
    public static ReceiptView Of(Receipt receipt) => new(
        Iso.Write(receipt.RecordedAt), receipt.Already,
        receipt.Lines.Select(l => new ReceiptLineView(l.Position < 0 ? null : l.Position, l.Stream, l.Revision, l.EventId.ToString("D"), l.Type, l.Record?.Text, l.Entry?.ToString())).ToArray());
}

internal sealed record ReceiptLineView(long? Position, string Stream, long Revision, string EventId, string Type, string? RecordId, string? EntryId);
