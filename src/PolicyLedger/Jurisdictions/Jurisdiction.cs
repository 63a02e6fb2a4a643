using PolicyLedger.Dates;

namespace PolicyLedger.Jurisdictions;

/// <summary>
/// Whose policy it is, or whom it is about. One instance per code for the life of the process, so being equal, being the same instance and having the same code
/// are one thing; ordered by code, ordinally. Source: ISO 3166-1 (alpha-3), ISO 3166-3 for withdrawn codes, and the table <c>jurisdictions.csv</c>.
/// </summary>
public sealed class Jurisdiction : IComparable<Jurisdiction>
{
    internal Jurisdiction(string code, string alpha2, string name, DateOnly? validFrom, DateOnly? validUntil) =>
        (Code, Alpha2, Name, ValidFrom, ValidUntil) = (code, alpha2, name, validFrom, validUntil);

    /// <summary>Every jurisdiction, by code: the 249 of ISO 3166-1, XKX, EUE, and the withdrawn SUN, YUG, SCG, CSK and DDR.</summary>
    public static IReadOnlyList<Jurisdiction> All => JurisdictionTable.All;

    /// <summary>Three capital letters, unique: what events store.</summary>
    public string Code { get; }

    /// <summary>Two capital letters. Not unique: CS stood for CSK and later for SCG.</summary>
    public string Alpha2 { get; }

    /// <summary>The English short name, for people. It says nothing about status.</summary>
    public string Name { get; }

    /// <summary>The first day on which it existed; null where the table states none.</summary>
    public DateOnly? ValidFrom { get; }

    /// <summary>The first day on which it existed no more (exclusive); null while it exists.</summary>
    public DateOnly? ValidUntil { get; }

    /// <summary>
    /// What a person or a data set wrote: an alpha-3 or alpha-2 code in any case, an alias (RKS, UK, EL), or an English name in any case, with or without accents.
    /// Refuses, with the reason and near misses: nothing, <c>-</c>, a name or code of several jurisdictions (Korea, CS), and
    /// whatever is not in the table. Allocates nothing for a code.
    /// </summary>
    public static Result<Jurisdiction> Parse(string text, string field) =>
        JurisdictionTable.Find(text) is { } found ? found : Refusal.Invalid(field, text, JurisdictionMistake.In(text));

    /// <summary>What an event stores: the alpha-3 code in capitals and nothing else. Allocates nothing but a refusal.</summary>
    public static Result<Jurisdiction> ParseCode(string code, string field) =>
        JurisdictionTable.FindStored(code) is { } found
            ? found
            : Refusal.Invalid(field, code, "is not the alpha-3 code of a jurisdiction in capitals, such as DEU");

    /// <summary>Whether it existed on the day. A date that is known only within bounds wants <see cref="ExistedWithin"/>.</summary>
    public bool ExistsOn(DateOnly day) => !(day < ValidFrom) && !(day >= ValidUntil);

    /// <summary>Whether it existed on any day between the bounds: false only if the date is certainly wrong for it.</summary>
    public bool ExistedWithin(DayBounds day) => !(day.Latest < ValidFrom) && !(day.Earliest >= ValidUntil);

    public int CompareTo(Jurisdiction? other) => string.CompareOrdinal(Code, other?.Code);

    public override string ToString() => Code;
}
