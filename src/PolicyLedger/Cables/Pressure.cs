using MediatR;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Stances;

namespace PolicyLedger.Cables;

/// <summary>Cables that press a country on a day. Worded as what was asked, never as an effect.</summary>
/// <param name="Reading">What it was computed with.</param>
/// <param name="Naming">Asks of cables that name the country, as a host or as a member of a class.</param>
/// <param name="Maybe">Asks to a class that may include it, or to a government that no source identifies. Nobody says that it is meant.</param>
public sealed record Pressure(Reading Reading, ValueList<AskRow> Naming, ValueList<AskRow> Maybe);

/// <summary>Finds the pressure on a country.</summary>
public sealed class PressureReader(IReadModels models, StanceReader stances)
{
    /// <summary>What stands on a day, in order of the cables' positions.</summary>
    public async Task<Result<Pressure>> PressureAsync(Jurisdiction recipient, AreaId? area, AsOfPoint point, CancellationToken cancellation = default)
    {
        var (reading, books) = await stances.ResolveAsync(point, cancellation);
        if (area is not null && StanceReader.Unknown(area, books) is { } refusal)
            return refusal;
        var asks = new List<AskRow>();
        await foreach (var ask in models.AsksAsync(null, recipient, reading.At, reading.KnownAt, cancellation))
        {
            if (!ask.Record.Jurisdiction.Equals(recipient)
                && ask.Start.Earliest <= reading.On && reading.On < ask.End.Latest
                && (area is null || area.Equals(ask.Ask?.Area)))
                asks.Add(ask);
        }

        asks.Sort((a, b) => a.Position != b.Position ? a.Position.CompareTo(b.Position) : Comparer<AreaId>.Default.Compare(a.Ask?.Area, b.Ask?.Area));
        var named = asks.Where(ask => ask.Recipient is not null).Select(ask => ask.Record).ToHashSet();
        return new Pressure(
            reading,
            asks.Where(ask => ask.Recipient is not null).ToValueList(),
            asks.Where(ask => ask.Recipient is null && !named.Contains(ask.Record)).ToValueList());
    }
}

/// <summary>Which cables press a country on a day?</summary>
public sealed record AskPressure(Jurisdiction Recipient, AreaId? Area, AsOfPoint Point) : IRequest<Result<Pressure>>;

internal sealed class PressureHandler(PressureReader pressures) : IRequestHandler<AskPressure, Result<Pressure>>
{
    public Task<Result<Pressure>> Handle(AskPressure q, CancellationToken cancellation) =>
        pressures.PressureAsync(q.Recipient, q.Area, q.Point, cancellation);
}
