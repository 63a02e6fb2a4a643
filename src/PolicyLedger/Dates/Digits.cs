namespace PolicyLedger.Dates;

/// <summary>ASCII digits only: no sign, no space, no digit of another script, no culture.</summary>
internal static class Digits
{
    /// <summary>Reads 1 to 9 digits; anything else, and nothing at all, is false.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (number * 10) + (c - '0');
        }
        return text.Length is > 0 and < 10;
    }
}
