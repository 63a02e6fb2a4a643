namespace PolicyLedger.Server.Answers;

/// <summary>Answers as the rows of a CSV.</summary>
internal static class CsvColumns
{
    /// <summary>What <c>stance --batch</c> puts behind the columns that it was given.</summary>
    public static readonly IReadOnlyList<Column<StanceView>> StanceAnswer =
    [
        new("status", v => v.Status),
        new("level", v => Plain.Number(v.Level) ?? v.Category),
        new("label", v => v.Label),
        new("direction", v => v.Direction),
        new("certainty", v => v.Certainty),
        new("since", v => v.Since),
        new("until", v => v.Until),
        new("record_id", v => v.RecordId),
        new("position", v => Plain.Number(v.Position)),
    ];

    public static readonly IReadOnlyList<Column<StanceView>> Stance =
    [
        new("jurisdiction", v => v.Jurisdiction),
        new("area", v => v.Area),
        new("target", v => v.Target),
        new("on", v => v.On),
        new("known_at", v => v.KnownAt),
        new("at", v => Plain.Number(v.At)),
        new("basis", v => v.Basis),
        .. StanceAnswer,
    ];

    public static readonly IReadOnlyList<Column<StretchView>> Stretch =
    [
        new("from", v => v.From),
        new("until", v => v.Until),
        .. Stance.Where(c => c.Heading is not "on").Select(c => new Column<StretchView>(c.Heading is "since" or "until" ? $"claim_{c.Heading}" : c.Heading, v => c.Cell(v.Stance))),
    ];

    public static readonly IReadOnlyList<Column<DiffView>> Diff =
    [
        new("jurisdiction", v => v.Jurisdiction),
        new("area", v => v.Area),
        new("target", v => v.Target),
        new("learned", v => Plain.Yes(v.Learned)),
        new("world", v => Plain.Yes(v.World)),
        new("recoded", v => Plain.Yes(v.Recoded)),
        new("before_status", v => v.Before.Status),
        new("before", v => v.Before.Value),
        new("between_status", v => v.Between.Status),
        new("between", v => v.Between.Value),
        new("after_status", v => v.After.Status),
        new("after", v => v.After.Value),
        new("learned_by", v => string.Join(' ', v.LearnedBy)),
        new("world_by", v => string.Join(' ', v.WorldBy)),
    ];

    public static readonly IReadOnlyList<Column<EventView>> Event =
    [
        new("position", v => Plain.Number(v.Position)),
        new("stream", v => v.Stream),
        new("revision", v => Plain.Number(v.Revision)),
        new("event_id", v => v.EventId),
        new("type", v => v.Type),
        new("recorded_at", v => v.RecordedAt),
        new("known_at", v => v.KnownAt),
        new("recorder", v => v.Recorder),
        new("record_id", v => v.RecordId),
        new("entry_id", v => v.EntryId),
        new("text_erased", v => Plain.Yes(v.TextErased)),
        new("title", v => v.Title),
    ];

    public static readonly IReadOnlyList<Column<Asking.PanelRow>> PanelRow =
    [
        new("jurisdiction", v => v.Jurisdiction),
        new("area", v => v.Area),
        new("target", v => v.Target),
        new("day", v => v.Day),
        new("status", v => v.Status),
        new("level", v => v.Level),
        new("days", v => Plain.Number(v.Days)),
        new("direction", v => v.Direction),
        new("magnitude", v => v.Magnitude),
        new("label", v => v.Label),
        new("certainty", v => v.Certainty),
        new("record_id", v => v.RecordId),
    ];

    public static readonly IReadOnlyList<Column<(string Group, RelatedView Ask)>> Pressure =
    [
        new("group", row => row.Group),
        new("record_id", row => row.Ask.RecordId),
        new("issuer", row => row.Ask.Issuer),
        new("recipient", row => row.Ask.Recipient),
        new("class", row => row.Ask.Class),
        new("unidentified", row => Plain.Yes(row.Ask.Unidentified)),
        new("area", row => row.Ask.Area),
        new("wanted", row => row.Ask.Wanted),
        new("since", row => row.Ask.Since),
        new("until", row => row.Ask.Until),
        new("position", row => Plain.Number(row.Ask.Position)),
    ];

    public static readonly IReadOnlyList<Column<Asking.FoundEvent>> FoundEvent = Event.Select(c => new Column<Asking.FoundEvent>(c.Heading, v => c.Cell(v.View))).ToList();

    public static readonly IReadOnlyList<Column<ChangeView>> Change =
    [
        new("position", v => Plain.Number(v.Position)),
        new("event_id", v => v.EventId),
        new("jurisdiction", v => v.Jurisdiction),
        new("area", v => v.Area),
        new("target", v => v.Target),
        new("basis", v => v.Basis),
        new("from", v => v.From),
        new("until", v => v.Until),
        new("recoding", v => Plain.Yes(v.Recoding)),
    ];

    public static readonly IReadOnlyList<Column<Asking.RecordItemView>> Record =
    [
        new("record_id", v => v.RecordId),
        new("jurisdiction", v => v.Jurisdiction),
        new("type", v => v.Type),
        new("position", v => Plain.Number(v.Position)),
        new("known_at", v => v.KnownAt),
        new("recorded_at", v => v.RecordedAt),
        new("recorder", v => v.Recorder),
        new("title", v => v.Title),
        new("text_erased", v => Plain.Yes(v.TextErased)),
    ];

    public static readonly IReadOnlyList<Column<Asking.JurisdictionView>> Jurisdiction =
    [
        new("code", v => v.Code),
        new("alpha2", v => v.Alpha2),
        new("name", v => v.Name),
        new("valid_from", v => v.ValidFrom),
        new("valid_until", v => v.ValidUntil),
        new("exists", v => Plain.Yes(v.Exists)),
    ];

    public static readonly IReadOnlyList<Column<Asking.AreaDefinitionView>> Area =
    [
        new("area", v => v.Area),
        new("version", v => Plain.Number(v.Version)),
        new("title", v => v.Title),
        new("kind", v => v.Kind),
        new("values", v => Plain.Number(v.Values.Count)),
    ];
}
