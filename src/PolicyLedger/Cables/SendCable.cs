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

    protected override DayBounds Day => On.Bounds;

    protected override Result<OpeningEvent> Open(RecordId record, Circumstances at)
    {
        if (Checks.Said("text.title", Text.Title, TextLimits.Title) is { } untitled)
            return untitled;
        if (Refuse(Addressees) is { } badAddressee)
            return badAddressee;
        var asks = new List<Ask>();
        for (var i = 0; i < Asks.Count; i++)
        {
            var wanted = new StanceValue.Direction(Asks[i].Wanted, null);
            if (!Checks.Value(at.Books, Asks[i].Area, Asks[i].CodebookVersion, wanted, $"asks[{i}]").TryGet(out var ask, out var refusal))
                return refusal with { Field = refusal.Field.Replace(".value", ".wanted", StringComparison.Ordinal) };
            if (asks.Any(a => a.Area.Equals(ask.Area)))
                return Refusal.Invalid($"asks[{i}].area", ask.Area.Full, "each area at most once");
            asks.Add(new(ask.Area, ask.CodebookVersion, wanted.Towards));
        }

        return new CableSent(
            record, Addressees, Instructions.Distinct().ToValueList(), asks.ToValueList(), On,
            Channel ?? Cables.Channel.Cable, KnownBy, Action ?? PloverAction.RequestChange, Sources.Facts());
    }

    private Refusal? Refuse(ValueList<Addressee> addressees)
    {
        if (addressees.Count is 0 or > TextLimits.Addressees)
            return Refusal.Invalid("addressees", $"{addressees.Count}", $"1 to {TextLimits.Addressees}; write {{\"unidentified\": true}} where the source does not say");
        for (var i = 0; i < addressees.Count; i++)
        {
            var field = $"addressees[{i}]";
            if (addressees.Take(i).Contains(addressees[i]) && addressees[i] is not Addressee.Unidentified)
                return Refusal.Invalid(field, addressees[i].ToString(), "each addressee at most once");
            if (addressees[i] is Addressee.Host host && host.Jurisdiction.Equals(Issuer))
                return Refusal.Invalid($"{field}.host", host.Jurisdiction.Code, "a cable is not addressed to its issuer");
            if (addressees[i] is Addressee.Class { Name: var name } && (name.Length is < 1 or > 64 || !name.AsSpan().ContainsOnly("abcdefghijklmnopqrstuvwxyz0123456789-")))
                return Refusal.Invalid($"{field}.class", name, "a class is a code of 1 to 64 of a-z, 0-9 and -, for example western-countries");
        }

        return null;
    }
}

/// <param name="Area">A direction area.</param>
/// <param name="Wanted">The direction that is asked for.</param>
/// <param name="CodebookVersion">Null: the newest.</param>
public sealed record CableAsk(AreaId Area, Towards Wanted, int? CodebookVersion = null);
