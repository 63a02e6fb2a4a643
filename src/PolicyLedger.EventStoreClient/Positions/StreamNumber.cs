namespace EventStore.Client;

/// <summary>The rules that stream revisions and positions share: a number up to 2^63 - 1, or 2^64 - 1 for "none" or "end".</summary>
internal static class StreamNumber
{
    public const ulong Beyond = ulong.MaxValue;

    public static ulong Checked(ulong value, string name) => value is <= long.MaxValue or Beyond
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at most {long.MaxValue}, or {Beyond} for none or end.");

    public static ulong FromInt64(long value, string name) => value switch
    {
        -1 => Beyond,
        >= 0 => (ulong)value,
        _ => throw new ArgumentOutOfRangeException(name, value, $"{name} must be -1 or more."),
    };

    public static long ToInt64(ulong value) => value == Beyond ? -1 : (long)value;
}
