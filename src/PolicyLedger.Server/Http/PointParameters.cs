using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using PolicyLedger.Dates;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Http;

/// <summary>What every read takes: the day, the knowledge time, the position and the basis, and how the answer is to come.</summary>
internal sealed record PointParameters(
    [property: FromQuery(Name = "on"), Description("The day in the world, 2025-11-30. Default: today (UTC).")] string? On,
    [property: FromQuery(Name = "knownAt"), Description("An instant, 2025-12-01T00:00:00Z: what became known later is left out. Default: now.")] string? KnownAt,
    [property: FromQuery(Name = "at"), Description("A position: the log is read up to it (inclusive); -1 reads nothing. Default: the log's end.")] string? At,
    [property: FromQuery(Name = "basis"), Description("inForce (default): what applies. declared: what the government says it will have.")] string? Basis,
    [property: FromQuery(Name = "rule"), Description("The version of the as-of rule, as links state it: 1.")] string? Rule,
    [property: FromQuery(Name = "minPosition"), Description("Wait until the ledger has this position, as a recording answered it; for five seconds at most.")] string? MinPosition,
    [property: FromQuery(Name = "format"), Description("The form of the answer; stands above Accept.")] string? Format)
{
    /// <summary>The names, as they stand in an address.</summary>
    public static readonly IReadOnlyList<string> Names = ["on", "knownAt", "at", "basis", "rule", "minPosition", "format"];

    /// <summary>Whether day, knowledge time and position are all given: nothing but the ledger's own past decides then.</summary>
    public bool Complete => On is not null && KnownAt is not null && At is not null;

    /// <exception cref="RefusedException">A parameter breaks its rule.</exception>
    public AsOfPoint Point()
    {
        var version = StanceAnswer.RuleVersion.ToString(CultureInfo.InvariantCulture);
        if (Rule is not null && Rule != version)
            throw new RefusedException(Refusal.Invalid("rule", Rule, $"this server answers by version {version} of the as-of rule"));
        return new(
            On is null ? null : Days.Asked(On, "on").OrThrow(),
            KnownAt is null ? null : Iso.Instant(KnownAt, "knownAt").OrThrow(),
            At is null ? null : Number(At, "at", -1),
            Basis is null ? null : Spelling.Parse<Basis>(Basis, "basis").OrThrow());
    }

    /// <summary>The position to wait for; null for none.</summary>
    public long? Awaited() => MinPosition is null ? null : Number(MinPosition, "minPosition", 0);

    /// <summary>A whole number of a parameter.</summary>
    /// <exception cref="RefusedException">It is none, or below the least.</exception>
    public static long Number(string text, string field, long least, long most = long.MaxValue) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most && !text.StartsWith('+')
            ? number
            : throw new RefusedException(Refusal.Invalid(field, text, most == long.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {least}")
                : string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}")));
}

/// <summary>What a list takes beside it.</summary>
internal sealed record PageParameters(
    [property: FromQuery(Name = "after"), Description("Where to go on: what the link to the next page says.")] string? After,
    [property: FromQuery(Name = "limit"), Description("At most so many items, 1 to 1000. Default: 100.")] string? Limit)
{
    public const int Default = 100, Most = 1000;

    /// <exception cref="RefusedException">It is no number of items.</exception>
    public int Count() => Limit is null ? Default : (int)PointParameters.Number(Limit, "limit", 1, Most);
}
