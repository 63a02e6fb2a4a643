namespace PolicyLedger.Server.Answers;

/// <summary>A stretch of days with one answer. <c>until</c> is exclusive; null where open.</summary>
internal sealed record StretchView(string? From, string? Until, StanceView Stance);

/// <summary>A stretch of days on which none of the compared stances changes; one stance for each jurisdiction, in the order asked.</summary>
internal sealed record ComparedView(string? From, string? Until, IReadOnlyList<StanceView?> Stances);
