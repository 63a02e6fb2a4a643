using System.Text.RegularExpressions;

namespace EventStore.Client;

/// <summary>The pattern that a stream's or type's name must match, as the node's regular expressions read it.</summary>
public readonly struct RegularFilterExpression : IEquatable<RegularFilterExpression>
{
    private readonly string? value;

    public static readonly RegularFilterExpression None;

    /// <summary>Names that do not start with a dollar sign.</summary>
    public static readonly RegularFilterExpression ExcludeSystemEvents = new(@"^[^\$].*");

    public RegularFilterExpression(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        this.value = value;
    }

    public RegularFilterExpression(Regex value)
    {
        ArgumentNullException.ThrowIfNull(value);
        this.value = value.ToString();
    }

    public bool Equals(RegularFilterExpression other) => value == other.value;

    public override bool Equals(object? obj) => obj is RegularFilterExpression other && Equals(other);

    public override int GetHashCode() => value is null ? 0 : value.GetHashCode(StringComparison.Ordinal);

    public static bool operator ==(RegularFilterExpression left, RegularFilterExpression right) => left.Equals(right);

    public static bool operator !=(RegularFilterExpression left, RegularFilterExpression right) => !left.Equals(right);

    public static implicit operator string?(RegularFilterExpression value) => value.value;

    public override string? ToString() => value;
}
