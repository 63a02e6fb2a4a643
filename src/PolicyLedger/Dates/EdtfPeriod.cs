namespace PolicyLedger.Dates;

/// <summary>
/// A stretch of days, half-open: it covers a day from its start until just before its end. Kept as given, with the bounds of both ends.
/// What a bare date means depends on its use, so there are two ways to read one. An interval <c>A/B</c> includes both ends, as EDTF says;
/// the day added to the end's bounds makes it exclusive. <c>?</c>, <c>~</c> and <c>%</c> never move a bound.
/// Source: EDTF (ISO 8601-2:2019); the design, section 3.
/// </summary>
public sealed record EdtfPeriod
{
    private static readonly DayBounds FromBeginning = DayBounds.Exactly(Days.Beginning);
    private static readonly DayBounds UntilFurtherNotice = DayBounds.Exactly(Days.Open);

    private EdtfPeriod(string text, DayBounds start, DayBounds end) => (Text, Start, End) = (text, start, end);

    /// <summary>The period as it was given, to the letter.</summary>
    public string Text { get; }

    /// <summary>The first day of the period; <see cref="Days.Beginning"/> twice where the start is open (<c>..</c>).</summary>
    public DayBounds Start { get; }

    /// <summary>The first day after the period (exclusive); <see cref="Days.Open"/> twice where the end is open or unknown.</summary>
    public DayBounds End { get; }

    /// <summary>The first and the last day that it may cover, both inclusive.</summary>
    public DayBounds Covers => new(Start.Earliest, End.Latest == Days.Open ? Days.Open : End.Latest.AddDays(-1));

    /// <summary>There is an end but nobody knows when (<c>A/</c>). It is treated as open, and an answer that rests on it must say so.</summary>
    public bool EndUnknown { get; private init; }

    /// <summary>There is a start but nobody knows when (<c>/B</c>): no earliest bound, and no later than the end's latest day.</summary>
    public bool StartUnknown { get; private init; }

    /// <summary>Either end is marked <c>?</c> or <c>%</c>.</summary>
    public bool Uncertain { get; private init; }

    /// <summary>Either end is marked <c>~</c> or <c>%</c>.</summary>
    public bool Approximate { get; private init; }

    /// <summary>
    /// The period of a coded stance. A bare year or month is all of it, both ends certain; a bare day is that day; <c>2025-11-XX</c> and <c>2025-XX-XX</c> are
    /// one unknown day. <c>../..</c> is always. Refuses <c>2025-XX</c>, an interval whose ends are both unknown (<c>/</c>) and one that certainly ends before it starts.
    /// </summary>
    public static Result<EdtfPeriod> ParseCoded(string text, string field) =>
        text.Contains('/') ? Interval(text, field) : EdtfDate.Parse(text, field).Then(date => Coded(date, field));

    /// <summary>
    /// The period in which a policy has effect. A bare date is the day on which it takes effect, as imprecise as it is, with an open end: <c>2026-01</c> starts on
    /// one unknown day of January. Refuses an interval that names no day, and one that certainly ends before it starts.
    /// </summary>
    public static Result<EdtfPeriod> ParseEffective(string text, string field)
    {
        if (text is "../.." or "../" or "/..")
            return Refusal.Invalid(field, text, "names no day: write the day on which it takes effect, or leave the period out while none is known");
        return text.Contains('/') ? Interval(text, field) : EdtfDate.Parse(text, field).Map(date => From(date, date.Bounds, UntilFurtherNotice));
    }

    /// <summary>Both days included. The text is that of a coded period: <c>A/B</c>, or the day alone when it is one day.</summary>
    /// <exception cref="ArgumentException">The last day is before the first, or a year is 0001 or 9999.</exception>
    public static EdtfPeriod Between(DateOnly firstDay, DateOnly lastDayInclusive)
    {
        var (first, last) = (EdtfDate.On(firstDay), EdtfDate.On(lastDayInclusive));
        if (lastDayInclusive < firstDay)
            throw new ArgumentException($"end before start: {last} is before {first}", nameof(lastDayInclusive));
        return new(first == last ? first.Text : $"{first}/{last}", first.Bounds, last.Bounds.NextDay());
    }

    /// <summary>From that day until further notice: <c>A/..</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is 0001 or 9999.</exception>
    public static EdtfPeriod Since(DateOnly firstDay) => new($"{EdtfDate.On(firstDay)}/..", DayBounds.Exactly(firstDay), UntilFurtherNotice);

    public override string ToString() => Text;

    private static Result<EdtfPeriod> Coded(EdtfDate date, string field) => date.Form switch
    {
        EdtfForm.UnspecifiedMonth => Refusal.Invalid(
            field, date.Text, "is an unspecified month, whose days nobody can tell: write the whole year (2025), an interval (2025-03/2025-05), or 2025-XX-XX for one unknown day"),
        EdtfForm.Year or EdtfForm.Month => From(
            date, DayBounds.Exactly(date.Bounds.Earliest), DayBounds.Exactly(date.Bounds.Latest.AddDays(1))),
        _ => From(date, date.Bounds, date.Bounds.NextDay()),
    };

    private static EdtfPeriod From(EdtfDate date, DayBounds start, DayBounds end) =>
        new(date.Text, start, end) { Uncertain = date.Uncertain, Approximate = date.Approximate };

    private static Result<EdtfPeriod> Interval(string text, string field)
    {
        if (EdtfMistake.IsLocal(text))
            return Refusal.Invalid(field, text, EdtfMistake.In(text));
        var ends = text.Split('/');
        if (ends.Length != 2)
            return Refusal.Invalid(field, text, "has more than one '/': write an interval as 2025-11-01/2025-11-30");
        var (left, right) = (ends[0], ends[1]);
        if (left.Length == 0 && right.Length == 0)
            return Refusal.Invalid(field, text, "says nothing, as both ends are unknown: write at least one of them, or leave the period out");
        if (!TryEnd(left, "start", out var first, out var mistake) || !TryEnd(right, "end", out var last, out mistake))
            return Refusal.Invalid(field, text, mistake!);
        if (first is not null && last is not null && last.Bounds.Latest < first.Bounds.Earliest)
            return Refusal.Invalid(field, text, "end before start: write the earlier date first");
        var start = first?.Bounds ?? (left.Length == 0 ? new(Days.Beginning, last?.Bounds.Latest ?? Days.Open) : FromBeginning);
        return new EdtfPeriod(text, start, last?.Bounds.NextDay() ?? UntilFurtherNotice)
        {
            StartUnknown = left.Length == 0,
            EndUnknown = right.Length == 0,
            Uncertain = first is { Uncertain: true } || last is { Uncertain: true },
            Approximate = first is { Approximate: true } || last is { Approximate: true },
        };
    }

    /// <summary>A null date is an unknown or an open end.</summary>
    private static bool TryEnd(string text, string which, out EdtfDate? date, out string? mistake)
    {
        (date, mistake) = (null, null);
        if (text is "" or "..")
            return true;
        if (EdtfDate.Parse(text, which).TryGet(out date, out var refusal))
            return true;
        mistake = $"{which} '{text}' {refusal.Rule}";
        return false;
    }
}
