using MediatR;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Stances;

/// <summary>What was a country's stance in an area, towards a target, on a day, as it was known at a time?</summary>
public sealed record AskStance(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target, AsOfPoint Point) : IRequest<Result<StanceReport>>;

/// <summary>Every cell of a country on a day.</summary>
public sealed record AskCountry(Jurisdiction Jurisdiction, AsOfPoint Point) : IRequest<Result<IReadOnlyList<StanceReport>>>;

/// <summary>One area over all countries on a day.</summary>
public sealed record AskArea(AreaId Area, AsOfPoint Point) : IRequest<Result<IReadOnlyList<StanceReport>>>;

/// <summary>A cell's answers over days; see <see cref="TimelineReader.TimelineAsync"/>.</summary>
public sealed record AskTimeline(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target, DateOnly? From, DateOnly? Until, AsOfPoint Point)
    : IRequest<Result<IReadOnlyList<Stretch>>>;

/// <summary>What differs between two moments; see <see cref="DiffReader.DiffAsync"/>.</summary>
public sealed record AskDiff(Jurisdiction? Jurisdiction, AreaId? Area, Jurisdiction? Target, DiffPoint Before, DiffPoint After, AsOfPoint Point)
    : IRequest<Result<IReadOnlyList<DiffRow>>>;

internal sealed class StanceHandlers(StanceReader stances, TimelineReader timelines, DiffReader diffs)
    : IRequestHandler<AskStance, Result<StanceReport>>,
      IRequestHandler<AskCountry, Result<IReadOnlyList<StanceReport>>>,
      IRequestHandler<AskArea, Result<IReadOnlyList<StanceReport>>>,
      IRequestHandler<AskTimeline, Result<IReadOnlyList<Stretch>>>,
      IRequestHandler<AskDiff, Result<IReadOnlyList<DiffRow>>>
{
    public Task<Result<StanceReport>> Handle(AskStance q, CancellationToken cancellation) =>
        stances.StanceAsync(q.Jurisdiction, q.Area, q.Target, q.Point, cancellation);

    public Task<Result<IReadOnlyList<StanceReport>>> Handle(AskCountry q, CancellationToken cancellation) =>
        stances.CountryAsync(q.Jurisdiction, q.Point, cancellation);

    public Task<Result<IReadOnlyList<StanceReport>>> Handle(AskArea q, CancellationToken cancellation) =>
        stances.AreaAsync(q.Area, q.Point, cancellation);

    public Task<Result<IReadOnlyList<Stretch>>> Handle(AskTimeline q, CancellationToken cancellation) =>
        timelines.TimelineAsync(q.Jurisdiction, q.Area, q.Target, q.From, q.Until, q.Point, cancellation);

    public Task<Result<IReadOnlyList<DiffRow>>> Handle(AskDiff q, CancellationToken cancellation) =>
        diffs.DiffAsync(q.Jurisdiction, q.Area, q.Target, q.Before, q.After, q.Point, cancellation);
}
