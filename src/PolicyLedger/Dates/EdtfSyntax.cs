namespace PolicyLedger.Dates;

/// <summary>How a date was written. It decides what the same text means as a period.</summary>
internal enum EdtfForm
{
    Day,
    Month,
    Year,

    /// <summary><c>2025-11-XX</c> or <c>2025-XX-XX</c>.</summary>
    UnspecifiedDay,

    /// <summary><c>2025-XX</c>.</summary>
    UnspecifiedMonth,
}

/// <summary>The part of EDTF that is accepted: <c>YYYY-MM-DD</c>, <c>YYYY-MM</c>, <c>YYYY</c>, <c>YYYY-MM-XX</c>, <c>YYYY-XX</c>, <c>YYYY-XX-XX</c>.</summary>
internal static class EdtfSyntax
{
    /// <param name="text">A date without its qualifier.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out EdtfForm form, out DayBounds bounds)
    {
        (form, bounds) = (default, default);
        if (text.Length is not (4 or 7 or 10) || !Digits.TryRead(text[..4], out var year) || year is < 2 or > 9998)
            return false;
        var wholeYear = new DayBounds(new(year, 1, 1), new(year, 12, 31));
        if (text.Length == 4)
        {
            (form, bounds) = (EdtfForm.Year, wholeYear);
            return true;
        }
        var monthText = text[5..7];
        if (text[4] != '-' || (text.Length == 10 && text[7] != '-'))
            return false;
        if (monthText is "XX")
        {
            (form, bounds) = (text.Length == 7 ? EdtfForm.UnspecifiedMonth : EdtfForm.UnspecifiedDay, wholeYear);
            return text.Length == 7 || text[8..] is "XX";
        }
        if (!Digits.TryRead(monthText, out var month) || month is < 1 or > 12)
            return false;
        var lastDay = DateTime.DaysInMonth(year, month);
        if (text.Length == 7 || text[8..] is "XX")
        {
            (form, bounds) = (text.Length == 7 ? EdtfForm.Month : EdtfForm.UnspecifiedDay, new(new(year, month, 1), new(year, month, lastDay)));
            return true;
        }
        if (!Digits.TryRead(text[8..], out var day) || day < 1 || day > lastDay)
            return false;
        (form, bounds) = (EdtfForm.Day, DayBounds.Exactly(new(year, month, day)));
        return true;
    }

    public static bool IsQualifier(char c) => c is '?' or '~' or '%';
}
