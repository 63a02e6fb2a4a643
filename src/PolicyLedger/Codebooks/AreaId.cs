namespace PolicyLedger.Codebooks;

/// <summary>A policy area by its full id, <c>codebook:area</c>: <c>migration:asylum.recognition</c>. Case matters in both parts.</summary>
public sealed record AreaId : IComparable<AreaId>
{
    private AreaId(string full, int colon) => (Full, Codebook, Area) = (full, full[..colon], full[(colon + 1)..]);

    public string Full { get; }

    public string Codebook { get; }

    public string Area { get; }

    /// <summary>Reads <c>codebook:area</c>. The codebook is 1–32 of <c>a-z 0-9 -</c>, the area 1–48 of letters, digits, <c>. _ -</c>.</summary>
    public static Result<AreaId> Parse(string text, string field)
    {
        var colon = text.IndexOf(':');
        if (colon < 0)
            return Refusal.Invalid(field, text, "an area is written codebook:area, for example migration:asylum");
        if (colon is < 1 or > 32 || !text.AsSpan(0, colon).ContainsOnly("abcdefghijklmnopqrstuvwxyz0123456789-"))
            return Refusal.Invalid(field, text, "a codebook id is 1 to 32 of a-z, 0-9 and -");
        var area = text.AsSpan(colon + 1);
        if (area.Length is < 1 or > 48 || !area.IsSlug())
            return Refusal.Invalid(field, text, "an area is 1 to 48 letters, digits, '.', '_' or '-'");
        return new AreaId(text, colon);
    }

    public int CompareTo(AreaId? other) => string.CompareOrdinal(Full, other?.Full);

    public bool Equals(AreaId? other) => other is not null && Full == other.Full;

    public override int GetHashCode() => Full.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Full;
}
