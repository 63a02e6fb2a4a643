using PolicyLedger.Wire;

namespace PolicyLedger.Codebooks;

/// <summary>What a stance says in an area. Exactly one kind; kinds are never mixed or converted.</summary>
public abstract record StanceValue
{
    private StanceValue()
    {
    }

    /// <summary>A place on an ordinal scale.</summary>
    /// <param name="Number">The level's number in its codebook version, 0 or more.</param>
    public sealed record Level(int Number) : StanceValue
    {
        public override string ToString() => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>One of an area's categories.</summary>
    /// <param name="Code">The category's code in its codebook version.</param>
    /// <param name="Days">A number of days beside the category (a permitted stay), 1 or more; null where the category has none.</param>
    public sealed record Category(string Code, int? Days) : StanceValue
    {
        public override string ToString() => Days is null ? Code : $"{Code} ({Days} days)";
    }

    /// <summary>A direction of change, after DEMIG POLICY.</summary>
    /// <param name="Towards">Which way.</param>
    /// <param name="Magnitude">How far; null where the source states none.</param>
    public sealed record Direction(Towards Towards, Magnitude? Magnitude) : StanceValue
    {
        public override string ToString() => Magnitude is null ? Spelling.Of(Towards) : $"{Spelling.Of(Towards)} ({Spelling.Of(Magnitude)})";
    }

    /// <summary>The coder looked and there was nothing to code. Unknown, never zero.</summary>
    public sealed record NoData : StanceValue
    {
        public override string ToString() => "no data";
    }
}

/// <summary>What kind of value an area takes.</summary>
public enum AreaKind
{
    Level,
    Category,
    Direction,
}

public enum Towards
{
    MoreRestrictive,
    LessRestrictive,
    NoChange,
    CannotBeAssessed,
}

/// <summary>In rising order; the weights of the as-of rule's step 9 are 1 to 4.</summary>
public enum Magnitude
{
    FineTuning = 1,
    Minor = 2,
    MidLevel = 3,
    Major = 4,
}
