using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Subscribing;

/// <summary>Which events a subscriber wants. A null set takes everything; several sets have to be met together.</summary>
/// <param name="Jurisdictions">On whose streams. Events of codebooks are on nobody's.</param>
/// <param name="Areas">Of which areas; see <see cref="RecordAreas"/>.</param>
/// <param name="Types">Stored names.</param>
internal sealed record EventFilter(IReadOnlySet<Jurisdiction>? Jurisdictions, IReadOnlySet<AreaId>? Areas, IReadOnlySet<string>? Types)
{
    private readonly HashSet<string>? streams = Jurisdictions?.Select(Streams.Of).ToHashSet(StringComparer.Ordinal);

    public bool ByArea => Areas is not null;

    /// <summary>Whether an event is to be looked at more closely: what can be told without reading it.</summary>
    public bool MayTake(StoredEvent stored) => streams?.Contains(stored.Stream) != false && Types?.Contains(stored.Type) != false;

    public bool Takes(EventFacets e) =>
        (Jurisdictions is null || (e.Jurisdiction is { } who && Jurisdictions.Contains(who))) && Types?.Contains(e.Type) != false && Areas?.Overlaps(e.Areas) != false;
}

/// <summary>Which changes a subscriber wants; likewise.</summary>
internal sealed record ChangeFilter(IReadOnlySet<Jurisdiction>? Jurisdictions, IReadOnlySet<AreaId>? Areas, Basis? Basis, bool? Recoding)
{
    public bool Takes(ChangeRow row) =>
        Jurisdictions?.Contains(row.Jurisdiction) != false && Areas?.Contains(row.Area) != false && (Basis ?? row.Basis) == row.Basis && (Recoding ?? row.Recoding) == row.Recoding;

    /// <summary>A day recodes nothing.</summary>
    public bool Takes(TurnedCell cell) =>
        Jurisdictions?.Contains(cell.Jurisdiction) != false && Areas?.Contains(cell.Area) != false && (Basis ?? cell.Basis) == cell.Basis && Recoding != true;
}
