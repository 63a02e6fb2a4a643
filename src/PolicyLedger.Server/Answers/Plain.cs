using System.Buffers;
using System.Globalization;
using PolicyLedger.Dates;

namespace PolicyLedger.Server.Answers;

/// <summary>Values as text, the same on every machine.</summary>
internal static class Plain
{
    // Controls, and what turns the direction of the letters after it, so that a title cannot pass for another.
    private static readonly SearchValues<char> Deceptive = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Concat([0x61c, 0x200e, 0x200f]).Concat(Enumerable.Range(0x2028, 7)).Concat(Enumerable.Range(0x2066, 4)).Select(c => (char)c)]);

    /// <summary>One line that a terminal cannot be tricked with: characters that move the cursor or turn the writing's direction become spaces.</summary>
    public static string Line(string text) => !text.AsSpan().ContainsAny(Deceptive)
        ? text
        : string.Create(text.Length, text, (line, from) => from.AsSpan().ReplaceAny(line, Deceptive, ' '));

    public static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string Yes(bool yes) => yes ? "true" : "false";

    /// <summary>A start or an end; null where it is open.</summary>
    public static string? Bound(DayBounds day) =>
        day.IsExact && (day.Earliest == Days.Beginning || day.Earliest == Days.Open) ? null : day.ToString();

    public static string? Bound(DateOnly day) => day == Days.Beginning || day == Days.Open ? null : Iso.Write(day);
}
