using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Testing.Recording;

/// <summary>Asks a specification's ledger, in few words.</summary>
public sealed class Asking
{
    private readonly InMemoryReadModels models;
    private readonly StanceReader stances;

    public Asking(Specification specification)
    {
        models = new(specification.Log, EventCodec.Current);
        stances = new(models, specification.Clock);
    }

    public static Jurisdiction Country(string code) => Jurisdiction.Parse(code, "").OrThrow();

    public static AreaId Area(string id) => AreaId.Parse(id, "").OrThrow();

    public static DateOnly Day(string day) => Iso.Day(day, "").OrThrow();

    public static DateTimeOffset Instant(string instant) => Iso.Instant(instant, "").OrThrow();

    public StanceReport Stance(string country, string area, string on, string? target = null, Basis basis = Basis.InForce, string? knownAt = null, long? at = null) =>
        stances.StanceAsync(Country(country), Area(area), target is null ? null : Country(target), new(Day(on), knownAt is null ? null : Instant(knownAt), at, basis))
            .GetAwaiter().GetResult().OrThrow();

    public Result<IReadOnlyList<DiffRow>> Diff(string? country, string? area, (string On, string KnownAt) before, (string On, string KnownAt) after) =>
        new DiffReader(models, stances).DiffAsync(
            country is null ? null : Country(country), area is null ? null : Area(area), null,
            new(Day(before.On), Instant(before.KnownAt)), new(Day(after.On), Instant(after.KnownAt)), new()).GetAwaiter().GetResult();

    public Pressure Pressure(string country, string on, string? area = null) =>
        new PressureReader(models, stances).PressureAsync(Country(country), area is null ? null : Area(area), new(Day(on))).GetAwaiter().GetResult().OrThrow();

    public IReadOnlyList<ChangeRow> Changes()
    {
        models.CatchUpAsync().AsTask().GetAwaiter().GetResult();
        return models.AllChanges;
    }
}
