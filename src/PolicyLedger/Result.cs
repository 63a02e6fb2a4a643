using System.Diagnostics.CodeAnalysis;

namespace PolicyLedger;

/// <summary>A value, or the reason why there is none. Expected outcomes travel this way; exceptions mean a bug, corruption or a lost dependency.</summary>
public readonly struct Result<T>
    where T : notnull
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    /// <summary>The reason, or null when there is a value.</summary>
    public Refusal? Refusal { get; }

    public static implicit operator Result<T>(T value) => new(value, null);

    internal static Result<T> From(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (this.value, Refusal);
        return refusal is null;
    }

    public Result<TOther> Map<TOther>(Func<T, TOther> map)
        where TOther : notnull =>
        Refusal is { } refusal ? refusal : map(value!);

    public Result<TOther> Then<TOther>(Func<T, Result<TOther>> next)
        where TOther : notnull =>
        Refusal is { } refusal ? refusal : next(value!);

    /// <summary>The value of something known to be valid (a constant, a stored event).</summary>
    /// <exception cref="RefusedException">It was not.</exception>
    public T OrThrow() => Refusal is { } refusal ? throw new RefusedException(refusal) : value!;
}

/// <summary>A refusal where only an exception can pass (a converter inside a parser, stored data that must be valid).</summary>
public sealed class RefusedException(Refusal refusal, Exception? inner = null) : Exception(refusal.Message, inner)
{
    public Refusal Refusal { get; } = refusal;
}

public static class Result
{
    /// <summary>A value behind an interface, which the conversions of <see cref="Result{T}"/> cannot take.</summary>
    public static Result<T> Of<T>(T value)
        where T : notnull => Result<T>.From(value);
}
