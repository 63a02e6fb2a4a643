namespace PolicyLedger.Dates;

/// <summary>The two days that stand for infinity. No date that is read as EDTF is ever one of them: the years 0001 and 9999 are refused.</summary>
public static class Days
{
    /// <summary>No earliest bound: before every day that can be written.</summary>
    public static readonly DateOnly Beginning = DateOnly.MinValue;

    /// <summary>Open, until further notice: after every day that can be written. As an exclusive end it covers them all.</summary>
    public static readonly DateOnly Open = DateOnly.MaxValue;

    /// <summary>A day that can be asked for: any before <see cref="Open"/>.</summary>
    public static Result<DateOnly> Asked(string text, string field) =>
        Iso.Day(text, field).Then(day => day < Open ? Result.Of(day) : Refusal.Invalid(field, text, $"the last day that can be asked for is {Iso.Write(Open.AddDays(-1))}"));

    /// <summary>Whether the day can be written as EDTF: its year is 0002 to 9998.</summary>
    internal static bool CanBeWritten(DateOnly day) => day.Year is > 1 and < 9999;
}
