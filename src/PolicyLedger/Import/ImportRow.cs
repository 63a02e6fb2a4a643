using PolicyLedger.Recording;

namespace PolicyLedger.Import;

/// <summary>A row on its way: a command, or a reason why it is skipped or rejected. Exactly one of them.</summary>
internal sealed record ImportRow(long Line, Command? Command, string? Skipped, string? Rejected, Func<Reject, Reject> Describe)
{
    public Reject Reject(string reason) => Describe(new(Line, reason, null, null));
}
