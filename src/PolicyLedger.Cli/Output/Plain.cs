using System.Globalization;
using PolicyLedger.Dates;

namespace PolicyLedger.Cli.Output;

/// <summary>Values as text, the same on every machine.</summary>
internal static class Plain
{
    /// <summary>One line that a terminal cannot be tricked with: control characters become spaces.</summary>
    public static string Line(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0
            ? text
            : string.Create(text.Length, text, (line, from) =>
            {
                for (var i = 0; i < line.Length; i++)
                    line[i] = char.IsControl(from[i]) ? ' ' : from[i];
            });

    public static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string Yes(bool yes) => yes ? "true" : "false";

    /// <summary>A start or an end; null where it is open.</summary>
    public static string? Bound(DayBounds day) =>
        day.IsExact && (day.Earliest == Days.Beginning || day.Earliest == Days.Open) ? null : day.ToString();

    public static string? Bound(DateOnly day) => day == Days.Beginning || day == Days.Open ? null : Iso.Write(day);
}
