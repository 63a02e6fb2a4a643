namespace PolicyLedger.Wire;

/// <summary>How the words of enums are spelt in JSON, on the command line and in messages.</summary>
public static class Spelling
{
    public static string Of(Enum value) => Converters.Spell(value);

    /// <summary>Reads a word; refused with the list of those that exist.</summary>
    public static Result<T> Parse<T>(string text, string field)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(Of(value), text, StringComparison.Ordinal))
                return value;
        }

        return Refusal.Invalid(field, text, $"one of {string.Join(", ", Enum.GetValues<T>().Select(v => Of(v)))}");
    }
}
