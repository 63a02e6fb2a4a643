using System.Globalization;

namespace PolicyLedger.Dates;

/// <summary>Days and instants in ISO 8601, the same on every machine: no culture, no local time zone, ASCII digits only. Reading allocates nothing but a refusal.</summary>
public static class Iso
{
    private const string InstantForm = "write an instant such as 2022-10-29T00:00:00Z or 2022-10-29T02:00:00+02:00";

    /// <summary>Exactly <c>yyyy-MM-dd</c>, any day from 0001-01-01 to 9999-12-31.</summary>
    public static Result<DateOnly> Day(string text, string field) =>
        TryDay(text, out var day) ? day : Refusal.Invalid(field, text, "is not a day of the calendar: write it as 2025-11-21");

    /// <summary>
    /// An RFC 3339 date-time, with <c>Z</c> or an offset, with no fraction of a second or one of 1 to 7 digits (100 ns); given back in UTC.
    /// <c>-00:00</c> is UTC. Refuses a missing offset, a bare day, a leap second (60) and more than 7 fraction digits, each with what to write.
    /// </summary>
    public static Result<DateTimeOffset> Instant(string text, string field) =>
        TryInstant(text, out var instant) ? instant : Refusal.Invalid(field, text, MistakeIn(text));

    /// <summary>In UTC: <c>yyyy-MM-ddTHH:mm:ssZ</c>, with as many fraction digits as are not trailing zeros. <see cref="Instant"/> gives the same instant back.</summary>
    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>yyyy-MM-dd</c>. <see cref="Day"/> gives the same day back.</summary>
    public static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool TryDay(ReadOnlySpan<char> text, out DateOnly day)
    {
        day = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-'
            || !Digits.TryRead(text[..4], out var year) || !Digits.TryRead(text[5..7], out var month) || !Digits.TryRead(text[8..], out var number)
            || year < 1 || month is < 1 or > 12 || number < 1 || number > DateTime.DaysInMonth(year, month))
            return false;
        day = new(year, month, number);
        return true;
    }

    private static bool TryInstant(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length < 20 || !TryDay(text[..10], out var day) || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':'
            || !TryBelow(text[11..13], 24, out var hour) || !TryBelow(text[14..16], 60, out var minute) || !TryBelow(text[17..19], 60, out var second))
            return false;
        var rest = text[19..];
        var ticks = 0L;
        if (rest[0] == '.')
        {
            var length = DigitsAtStart(rest[1..]);
            if (length is < 1 or > 7 || !Digits.TryRead(rest.Slice(1, length), out var fraction))
                return false;
            ticks = fraction;
            for (var i = length; i < 7; i++)
                ticks *= 10;
            rest = rest[(length + 1)..];
        }
        if (!TryOffset(rest, out var offset))
            return false;
        ticks += day.ToDateTime(new TimeOnly(hour, minute, second)).Ticks - offset;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        instant = new(ticks, TimeSpan.Zero);
        return true;
    }

    /// <param name="offset">In ticks, positive east of Greenwich.</param>
    private static bool TryOffset(ReadOnlySpan<char> text, out long offset)
    {
        offset = 0;
        if (text is "Z" or "z")
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !TryBelow(text[1..3], 24, out var hours) || !TryBelow(text[4..], 60, out var minutes))
            return false;
        offset = ((hours * 60) + minutes) * (text[0] == '-' ? -TimeSpan.TicksPerMinute : TimeSpan.TicksPerMinute);
        return true;
    }

    private static bool TryBelow(ReadOnlySpan<char> text, int limit, out int number) => Digits.TryRead(text, out number) && number < limit;

    private static int DigitsAtStart(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
            count++;
        return count;
    }

    private static string MistakeIn(string text)
    {
        if (TryDay(text, out _))
            return $"is a day, not an instant: write the time and the offset too, {text}T00:00:00Z";
        if (text.Length >= 19 && text[16] == ':' && text.AsSpan(17, 2) is "60")
            return "is a leap second, which cannot be kept: write second 59";
        var fraction = text.Length > 19 && text[19] == '.' ? DigitsAtStart(text.AsSpan(20)) : 0;
        if (fraction > 7)
            return "has more than 7 fraction digits, which cannot be kept: cut it to 100 ns";
        return TryInstant(text + "Z", out _)
            ? "has no offset, so nobody can tell which instant it is: end it with Z for UTC, or with an offset such as +01:00"
            : $"is not an RFC 3339 date-time: {InstantForm}";
    }
}
