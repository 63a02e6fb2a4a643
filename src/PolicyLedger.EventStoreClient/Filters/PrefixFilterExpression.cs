namespace EventStore.Client;

/// <summary>What a stream's or type's name must start with.</summary>
public readonly struct PrefixFilterExpression : IEquatable<PrefixFilterExpression>
{
    private readonly string? value;

    public static readonly PrefixFilterExpression None;

    public PrefixFilterExpression(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        this.value = value;
    }

    public bool Equals(PrefixFilterExpression other) => value == other.value;

    public override bool Equals(object? obj) => obj is PrefixFilterExpression other && Equals(other);

    public override int GetHashCode() => value is null ? 0 : value.GetHashCode(StringComparison.Ordinal);

    public static bool operator ==(PrefixFilterExpression left, PrefixFilterExpression right) => left.Equals(right);

    public static bool operator !=(PrefixFilterExpression left, PrefixFilterExpression right) => !left.Equals(right);

    public static implicit operator string?(PrefixFilterExpression value) => value.value;

    public override string? ToString() => value;
}
