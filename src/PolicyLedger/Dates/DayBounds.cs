namespace PolicyLedger.Dates;

/// <summary>One day that is known only to lie between two others. Both bounds are inclusive, and <see cref="Earliest"/> is never after <see cref="Latest"/>.</summary>
/// <param name="Earliest">The first day that it can be; <see cref="Days.Beginning"/> where there is no such bound.</param>
/// <param name="Latest">The last day that it can be; <see cref="Days.Open"/> where there is no such bound.</param>
/// <exception cref="ArgumentException">Earliest is after latest: a bug in the caller.</exception>
public readonly record struct DayBounds(DateOnly Earliest, DateOnly Latest)
{
    public DateOnly Earliest { get; } = Earliest;

    public DateOnly Latest { get; } = Latest >= Earliest
        ? Latest
        : throw new ArgumentException($"bounds out of order: {Iso.Write(Earliest)} is after {Iso.Write(Latest)}", nameof(Latest));

    /// <summary>The day is known (or is one of the two infinities).</summary>
    public bool IsExact => Earliest == Latest;

    public static DayBounds Exactly(DateOnly day) => new(day, day);

    /// <summary>The bounds of the later of two unknown days.</summary>
    public static DayBounds Max(DayBounds a, DayBounds b) => new(Later(a.Earliest, b.Earliest), Later(a.Latest, b.Latest));

    /// <summary>The bounds of the earlier of two unknown days.</summary>
    public static DayBounds Min(DayBounds a, DayBounds b) => new(Earlier(a.Earliest, b.Earliest), Earlier(a.Latest, b.Latest));

    /// <summary>From the earliest day that either can be until the latest.</summary>
    public static DayBounds Across(DayBounds a, DayBounds b) => new(Earlier(a.Earliest, b.Earliest), Later(a.Latest, b.Latest));

    /// <summary>
    /// The ISO day when exact, else an EDTF level 2 set of which one member is meant: <c>[2025-11-01..2025-11-30]</c>, <c>[2025-11-01..]</c>,
    /// <c>[..2025-11-30]</c>; <c>..</c> for either infinity, <c>XXXX-XX-XX</c> when nothing is known. For reading, not for parsing back.
    /// </summary>
    public override string ToString() => (Earliest == Days.Beginning, Latest == Days.Open) switch
    {
        (true, true) => "XXXX-XX-XX",
        _ when IsExact => Earliest == Days.Beginning || Earliest == Days.Open ? ".." : Iso.Write(Earliest),
        (true, false) => $"[..{Iso.Write(Latest)}]",
        (false, true) => $"[{Iso.Write(Earliest)}..]",
        _ => $"[{Iso.Write(Earliest)}..{Iso.Write(Latest)}]",
    };

    /// <summary>From the last day of something to the first day after it. The bounds MUST be days that can be written.</summary>
    internal DayBounds NextDay() => new(Earliest.AddDays(1), Latest.AddDays(1));

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}
