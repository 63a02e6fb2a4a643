using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>The words of an event, in their parts; all of it can be erased later.</summary>
/// <param name="Title">At most <see cref="TextLimits.Title"/> characters.</param>
/// <param name="Summary">In the recorder's words, neutral; at most <see cref="TextLimits.Body"/> characters, as the others.</param>
/// <param name="Quotation">The source's own words.</param>
/// <param name="Instructions">What a cable tells its embassies.</param>
/// <param name="Note">Anything else.</param>
public sealed record Words(string? Title = null, string? Summary = null, string? Quotation = null, string? Instructions = null, string? Note = null);

/// <summary>A value in an area as a recorder gives it.</summary>
/// <param name="Area">The full id.</param>
/// <param name="Value">Of the area's kind.</param>
/// <param name="CodebookVersion">Null: the newest.</param>
public sealed record CodedArea(AreaId Area, StanceValue Value, int? CodebookVersion = null);

/// <summary>A command that opens a record on the stream of each of its jurisdictions.</summary>
public abstract record OpeningCommand(Envelope Envelope, string? Id, ValueList<Source> Sources) : CountryCommand(Envelope)
{
    /// <summary>The event for one of the jurisdictions; everything that all openings have in common is already checked.</summary>
    protected abstract Result<OpeningEvent> Open(RecordId record, Circumstances at);

    /// <summary>The words of the event, without the sources' text.</summary>
    protected abstract Words? Wording { get; }

    /// <summary>The days on which the jurisdiction must have existed.</summary>
    protected abstract DayBounds Day { get; }

    public sealed override Result<ValueList<Decided>> Decide(CountryState state, Circumstances at)
    {
        var named = Id is null ? RecordId.ForCommand(state.Jurisdiction, at.CommandId) : RecordId.Named(state.Jurisdiction, Id, "id");
        if (!named.TryGet(out var record, out var refusal))
            return refusal;
        if (Checks.Existed(state.Jurisdiction, Day) is { } never)
            return never;
        if (state.Records.ContainsKey(record))
            return Refusal.Conflict("id", record.Text, "there is a record of this id; give this one another, or record an entry about that one");
        if (Checks.Sources(Sources) is { } badSource)
            return badSource;
        if (Checks.Words(Wording) is { } badText)
            return badText;
        if (!Open(record, at).TryGet(out var opening, out refusal))
            return refusal;
        return ValueList.Of([new Decided(opening, Checks.Text(Wording, Sources))]);
    }

    /// <summary>The areas as events hold them, each with the codebook version that it is coded under.</summary>
    internal static Result<ValueList<AreaValue>> Values(ValueList<CodedArea> areas, Circumstances at)
    {
        var values = new List<AreaValue>();
        for (var i = 0; i < areas.Count; i++)
        {
            var field = $"areas[{i}]";
            if (areas[i].Value is StanceValue.NoData)
                return Refusal.Invalid($"{field}.value", "noData", "only a coder can find no data; what a government says has a value");
            if (!Checks.Value(at.Books, areas[i].Area, areas[i].CodebookVersion, areas[i].Value, field).TryGet(out var value, out var refusal))
                return refusal;
            if (values.Any(v => v.Area.Equals(value.Area)))
                return Refusal.Invalid($"{field}.area", value.Area.Full, "each area at most once");
            values.Add(value);
        }

        return values.Count > TextLimits.Areas
            ? Refusal.Invalid("areas", $"{values.Count}", $"at most {TextLimits.Areas} areas in one record")
            : values.ToValueList();
    }
}

/// <summary>A jurisdiction's own record: opened on its stream alone.</summary>
public abstract record SingleOpeningCommand(Envelope Envelope, Jurisdiction Jurisdiction, string? Id, ValueList<Source> Sources)
    : OpeningCommand(Envelope, Id, Sources)
{
    public sealed override ValueList<Jurisdiction> Concerns => [Jurisdiction];
}
