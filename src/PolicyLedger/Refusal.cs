namespace PolicyLedger;

/// <summary>Why a command, an option or a row was not accepted. A value, not an exception: nothing was written.</summary>
/// <param name="Kind">What the caller can do about it.</param>
/// <param name="Field">The field or option that is at fault, as the caller spelt it: <c>areas[0].value.level</c>, <c>--on</c>.</param>
/// <param name="Value">The offending value as given, or null where something is missing.</param>
/// <param name="Rule">The rule that it breaks, as a sentence without a capital, and what to do.</param>
public sealed record Refusal(RefusalKind Kind, string Field, string? Value, string Rule)
{
    /// <summary>One line for a person: field, value, rule.</summary>
    public string Message => Value is null ? $"{Field}: {Rule}" : $"{Field} '{Shorten(Value)}': {Rule}";

    public static Refusal Invalid(string field, string? value, string rule) => new(RefusalKind.Invalid, field, value, rule);

    public static Refusal NotFound(string field, string? value, string rule) => new(RefusalKind.NotFound, field, value, rule);

    public static Refusal Conflict(string field, string? value, string rule) => new(RefusalKind.Conflict, field, value, rule);

    /// <summary>The same refusal seen from outside: <c>areas[0]</c> + <c>level</c> = <c>areas[0].level</c>.</summary>
    public Refusal Within(string outer) =>
        this with { Field = Field.Length == 0 ? outer : Field[0] == '[' ? outer + Field : $"{outer}.{Field}" };

    private static string Shorten(string value) => value.Length <= 120 ? value : value[..117] + "...";
}

public enum RefusalKind
{
    /// <summary>The input breaks a rule; the same input will always be refused.</summary>
    Invalid,

    /// <summary>The record or entry that it names does not exist.</summary>
    NotFound,

    /// <summary>The ledger's present state does not allow it: look at it again, then decide.</summary>
    Conflict,
}
