using PolicyLedger.Codebooks;
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
    /// <summary>The event for one of the jurisdictions; what it may say is not yet checked.</summary>
    protected abstract Result<OpeningEvent> Open(RecordId record, Circumstances at);

    /// <summary>The words of the event, without the sources' text.</summary>
    protected abstract Words? Wording { get; }

    public sealed override Result<ValueList<Decided>> Decide(CountryState state, Circumstances at)
    {
        var named = Id is null ? RecordId.ForCommand(state.Jurisdiction, at.CommandId) : RecordId.Named(state.Jurisdiction, Id, "id");
        if (!named.TryGet(out var record, out var refusal))
            return refusal;
        if (state.Records.ContainsKey(record))
            return Refusal.Conflict("id", record.Text, "there is a record of this id; give this one another, or record an entry about that one");
        if (!Open(record, at).TryGet(out var opening, out refusal))
            return refusal;
        var text = Checks.Text(Wording, Sources);
        return EventRules.Refuse(opening, text, null, at) is { } broken ? broken : ValueList.Of([new Decided(opening, text)]);
    }

    /// <summary>The areas as events hold them, each with the codebook version that it is coded under.</summary>
    internal static Result<ValueList<AreaValue>> Values(ValueList<CodedArea> areas, Circumstances at)
    {
        var values = new List<AreaValue>();
        for (var i = 0; i < areas.Count; i++)
        {
            if (!at.Books.Find(areas[i].Area, $"areas[{i}].area", areas[i].CodebookVersion).TryGet(out var found, out var refusal))
                return refusal;
            values.Add(new(areas[i].Area, found.Version, areas[i].Value));
        }

        return values.ToValueList();
    }
}

/// <summary>A jurisdiction's own record: opened on its stream alone.</summary>
public abstract record SingleOpeningCommand(Envelope Envelope, Jurisdiction Jurisdiction, string? Id, ValueList<Source> Sources)
    : OpeningCommand(Envelope, Id, Sources)
{
    public sealed override ValueList<Jurisdiction> Concerns => [Jurisdiction];
}
