using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Cables;

/// <summary>A foreign ministry cabled its embassies to press other governments.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Issuer">On whose stream it stands.</param>
/// <param name="Id">The record's name; null: made from the command id.</param>
/// <param name="Addressees">At least one; only whom a source names.</param>
/// <param name="Instructions">May be empty where no source says.</param>
/// <param name="Asks">In direction areas; may be empty where no source says.</param>
/// <param name="On">The day on which it was sent.</param>
/// <param name="Channel">Null: a cable.</param>
/// <param name="KnownBy">How it became known.</param>
/// <param name="Action">Null: REQUEST/change.</param>
/// <param name="Text">With a title.</param>
/// <param name="Sources">At least one.</param>
public sealed record SendCable(
    Envelope Envelope,
    Jurisdiction Issuer,
    string? Id,
    ValueList<Addressee> Addressees,
    ValueList<Instruction> Instructions,
    ValueList<CableAsk> Asks,
    EdtfDate On,
    Channel? Channel,
    KnownBy KnownBy,
    PloverAction? Action,
    Words Text,
    ValueList<Source> Sources) : SingleOpeningCommand(Envelope, Issuer, Id, Sources)
{
    public override IEnumerable<AreaId> AreasUsed => Asks.Select(ask => ask.Area);

    protected override Words? Wording => Text;

    protected override Result<OpeningEvent> Open(RecordId record, Circumstances at)
    {
        var asks = new List<Ask>();
        for (var i = 0; i < Asks.Count; i++)
        {
            if (!at.Books.Find(Asks[i].Area, $"asks[{i}].area", Asks[i].CodebookVersion).TryGet(out var found, out var refusal))
                return refusal;
            asks.Add(new(Asks[i].Area, found.Version, Asks[i].Wanted));
        }

        return new CableSent(
            record, Addressees, Instructions.Distinct().ToValueList(), asks.ToValueList(), On,
            Channel ?? Cables.Channel.Cable, KnownBy, Action ?? PloverAction.RequestChange, Sources.Facts());
    }
}

/// <param name="Area">A direction area.</param>
/// <param name="Wanted">The direction that is asked for.</param>
/// <param name="CodebookVersion">Null: the newest.</param>
public sealed record CableAsk(AreaId Area, Towards Wanted, int? CodebookVersion = null);
