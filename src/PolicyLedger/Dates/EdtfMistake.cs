namespace PolicyLedger.Dates;

/// <summary>What is wrong with a text that is no accepted date, and what to write instead. Not on the fast path: it is asked only after reading failed.</summary>
internal static class EdtfMistake
{
    private const string Forms = "write 2025-11-21, 2025-11, 2025, 2025-11-XX, 2025-XX or 2025-XX-XX, with at most one of ? ~ % at the end";
    private const string IsoOrder = "is not an ISO date: write year, month and day as 2025-11-21";

    /// <summary>The rule that the text breaks, as <see cref="Refusal.Rule"/> wants it.</summary>
    public static string In(string text)
    {
        if (text.Length == 0)
            return $"is missing: {Forms}";
        if (text.Any(char.IsWhiteSpace))
            return $"must not hold white space: {Forms}";
        if (text.Any(c => !char.IsAscii(c)))
            return $"may hold only ASCII digits 0-9 and the ASCII hyphen: {Forms}";
        if (text.AsSpan().IndexOfAny("[]{}") >= 0)
            return "is a set or list of dates, which is not accepted: write one date, XX for an unspecified day (2025-11-XX), or an interval where a period is asked for";
        if (IsLocal(text))
            return IsoOrder;
        if (text.Contains('/'))
            return "is an interval, which is a period; a date is one day: " + Forms;
        if (text.Contains("..", StringComparison.Ordinal))
            return "is not a date: '..' stands only for an open end of an interval, as in 2025-11/.. or ../2025-11";
        if (text.Contains(':') || (text.Length > 10 && text[10] is 'T' or 't'))
            return "is a date-time; a date has no time of day: write 2025-11-21";
        if (text[0] == 'Y')
            return "is a 'Y' year, which is not accepted: write a year of four digits, 0002 to 9998";
        if (text.Length > 1 && text[0] == '-')
            return "has a negative year, which is not accepted: write a year of four digits, 0002 to 9998";
        var body = EdtfSyntax.IsQualifier(text[^1]) ? text[..^1] : text;
        return body.Any(EdtfSyntax.IsQualifier)
            ? "may have one qualifier, at the end only, for the whole date: write 2025-11-21?, 2025-11-21~, or 2025-11-21% for both"
            : InParts(body.Split('-'));
    }

    /// <summary>
    /// Day, month and year in any order with strokes, dots or hyphens, where ISO does not write it so: 21/11/2025, 11/21/2025, 21.11.25, 2025/11/21.
    /// Both separators are the same: 2025/2026-01 is an interval.
    /// </summary>
    public static bool IsLocal(string text)
    {
        var first = text.AsSpan().IndexOfAny('/', '.', '-');
        if (first < 0 || (first == 4 && text[4] == '-'))
            return false;
        var parts = text.Split(text[first]);
        return parts.Length == 3 && Array.TrueForAll(parts, part => part.Length <= 4 && Digits.TryRead(part, out _));
    }

    private static string InParts(string[] parts)
    {
        if (parts.Any(part => part.Contains('x')))
            return "has a small x: write an unspecified day or month as XX";
        if (parts[0].Contains('X'))
            return "has unspecified year digits, which are not accepted: write the year, or an interval such as 2020/2029 where a period is asked for";
        if (parts[0].Length != 4 || !Digits.TryRead(parts[0], out var year) || parts.Length > 3)
            return $"is not an EDTF date: {Forms}";
        if (year == 0)
            return "has the year 0000, which is not accepted: write a year from 0002 to 9998";
        if (year == 1)
            return "has the year 0001, which stands for no earliest bound: write '..' as the start of an interval";
        if (year == 9999)
            return "has the year 9999, which stands for no end: write '..' as the end of an interval";
        return parts.Skip(1).Any(part => part.Length != 2 || part.Any(c => c != 'X' && !char.IsAsciiDigit(c)))
            ? $"is not an EDTF date (month and day have two digits each): {Forms}"
            : InMonthAndDay(year, parts[1], parts.Length == 3 ? parts[2] : null);
    }

    private static string InMonthAndDay(int year, string month, string? day)
    {
        if ((month != "XX" && month.Contains('X')) || (day is not null and not "XX" && day.Contains('X')))
            return "has a half unspecified month or day: write both digits or XX, or the bounds as an interval where a period is asked for";
        if (month == "XX")
            return "has a day in an unspecified month: write 2025-XX-XX or 2025";
        Digits.TryRead(month, out var number);
        if (number is >= 21 and <= 41)
            return $"has {month} for a month, which is a season, quarter or half-year in EDTF and has no fixed days: write months, as in 2025-03/2025-05";
        return number is < 1 or > 12
            ? $"has the month {month}, which does not exist: months are 01 to 12"
            : $"has the day {day}, which does not exist: {year:0000}-{month} has the days 01 to {DateTime.DaysInMonth(year, number)}";
    }
}
