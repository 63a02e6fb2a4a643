namespace PolicyLedger.Log;

/// <summary>What somebody who appends to a stream takes its last revision to be, where they need not name one.</summary>
public readonly record struct ExpectedRevision
{
    private const long AnyValue = -2, ExistsValue = -3;

    private readonly long value;

    private ExpectedRevision(long value) => this.value = value;

    /// <summary>Whatever it is, also none.</summary>
    public static ExpectedRevision Any { get; } = new(AnyValue);

    /// <summary>Whatever it is, but not none.</summary>
    public static ExpectedRevision Exists { get; } = new(ExistsValue);

    public static ExpectedRevision NoStream { get; } = new(-1);

    /// <summary>The revision itself, -1 for none; null where none is named.</summary>
    public long? Exact => value >= -1 ? value : null;

    /// <summary>Exactly this revision, from -1.</summary>
    public static ExpectedRevision At(long revision) => revision >= -1 ? new(revision) : throw new ArgumentOutOfRangeException(nameof(revision));

    /// <summary>Whether a stream with this last revision (-1: none) is as expected.</summary>
    public bool Holds(long actual) => value == AnyValue || (value == ExistsValue ? actual >= 0 : value == actual);

    public override string ToString() => value switch { AnyValue => "any", ExistsValue => "stream exists", -1 => "no stream", _ => value.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
