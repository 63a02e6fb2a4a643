using PolicyLedger.Wire;

namespace PolicyLedger.Import;

/// <summary>A mapping that has been read and checked: how the rows of a sheet become commands.</summary>
public sealed class Mapping
{
    private const string CodeStance = "code-stance";
    private const string AnnouncePolicy = "announce-policy";
    private const string Suffix = ".json";

    private readonly Dictionary<string, Template> templates = new(StringComparer.Ordinal);

    private Mapping(MappingFile file) => File = file;

    public MappingFile File { get; }

    public string Name => File.Name;

    /// <summary>The mappings of <c>schemas/mappings/</c>, embedded in the program.</summary>
    public static IEnumerable<string> Shipped => Resources.Names("mappings/").Select(name => name["mappings/".Length..^Suffix.Length]);

    internal bool IsCoded => File.Command == CodeStance;

    /// <summary>Every column that a file MUST have.</summary>
    internal IEnumerable<string> Required => templates.Values.SelectMany(template => template.Required).Distinct(StringComparer.Ordinal);

    /// <summary>A shipped mapping by its name.</summary>
    public static Result<Mapping> Find(string name) => Shipped.Contains(name, StringComparer.Ordinal)
        ? Read(Resources.Read($"mappings/{name}{Suffix}"))
        : Refusal.NotFound("mapping", name, $"there are {string.Join(", ", Shipped)}; or give the path of a mapping file");

    /// <summary>A shipped mapping by its name, or one from a file.</summary>
    public static Result<Mapping> Open(string nameOrPath)
    {
        if (Shipped.Contains(nameOrPath, StringComparer.Ordinal) || !System.IO.File.Exists(nameOrPath))
            return Find(nameOrPath);
        try
        {
            return Read(System.IO.File.ReadAllBytes(nameOrPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusal.Invalid("mapping", nameOrPath, $"cannot be read: {e.Message}");
        }
    }

    /// <summary>A mapping from JSON.</summary>
    public static Result<Mapping> Read(ReadOnlyMemory<byte> utf8)
    {
        var read = StrictJson.ParseObject(utf8, "").Then(json => StrictJson.Make(json, typeof(MappingFile), StrictJson.Input)).Then(file => Check((MappingFile)file));
        return read.Refusal is { } refusal ? refusal.Within("mapping") : read;
    }

    /// <summary>Where a header has the columns; refused where one is missing, unexpected or there twice. An empty name is no column.</summary>
    internal Result<Dictionary<string, int>> Bind(IEnumerable<string> names)
    {
        var header = names.Select(name => name.Trim()).ToList();
        if (header.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            return Refusal.Invalid("file", twice, "two columns of this name; each name once");
        if (Required.FirstOrDefault(column => !header.Contains(column, StringComparer.Ordinal)) is { } missing)
            return Refusal.Invalid("column", missing, $"mapping {Name} needs a column of this name, and the file has only {string.Join(", ", header)}");
        var known = templates.Values.SelectMany(template => template.Columns).Concat(File.Ignored ?? []).ToHashSet(StringComparer.Ordinal);
        if (File.OtherColumns != "ignore" && header.FirstOrDefault(column => column.Length > 0 && !known.Contains(column)) is { } other)
            return Refusal.Invalid("column", other, $"mapping {Name} does not say what this column is; name it under \"ignored\", or write \"otherColumns\": \"ignore\"");
        return header.Select((column, index) => (column, index)).Where(c => c.column.Length > 0).ToDictionary(c => c.column, c => c.index, StringComparer.Ordinal);
    }

    internal Template this[string field] => templates[field];

    internal Template? Optional(string field) => templates.GetValueOrDefault(field);

    /// <summary>The column that fills a field of the command, or what stands in the mapping where it is not just one column; the field where neither can be told.</summary>
    internal string ColumnOf(string field)
    {
        var plain = field.StartsWith("areas[0].", StringComparison.Ordinal) ? field["areas[0].".Length..] : field;
        plain = plain switch
        {
            "id" => "record",
            "jurisdictions" or "jurisdictions[0]" => "jurisdiction",
            _ => plain,
        };
        var inside = templates.Where(template => template.Key.StartsWith(plain + ".", StringComparison.Ordinal)).Select(template => template.Value.Name).Distinct().ToList();
        return Optional(plain)?.Name ?? (inside.Count == 1 ? inside[0] : plain);
    }

    private static Result<Mapping> Check(MappingFile file)
    {
        var mapping = new Mapping(file);
        foreach (var (field, text) in Templates(file))
        {
            if (text is null)
                continue;
            if (!Template.Parse(text, field).TryGet(out var template, out var refusal))
                return refusal;
            mapping.templates.Add(field, template);
        }

        return Rules(mapping) is { } broken ? broken : mapping;
    }

    private static IEnumerable<(string Field, string? Text)> Templates(MappingFile file)
    {
        (string, string?)[] plain =
        [
            ("record", file.Record), ("knownAt", file.KnownAt), ("jurisdiction", file.Jurisdiction), ("area", file.Area), ("target", file.Target),
            ("basis", file.Basis), ("announced", file.Announced), ("instrument", file.Instrument), ("codebook.old", file.Codebook?.Old),
            ("value.level", file.Value.Level), ("value.category", file.Value.Category), ("value.days", file.Value.Days),
            ("value.direction", file.Value.Direction), ("value.magnitude", file.Value.Magnitude),
            ("period.edtf", file.Period?.Edtf), ("period.from", file.Period?.From), ("period.to", file.Period?.To),
            ("effective.edtf", file.Effective?.Edtf), ("effective.from", file.Effective?.From), ("effective.to", file.Effective?.To),
            ("text.title", file.Text?.Title), ("text.summary", file.Text?.Summary), ("text.quotation", file.Text?.Quotation), ("text.note", file.Text?.Note),
        ];
        var sources = file.Sources.SelectMany((source, i) => new (string, string?)[]
        {
            ($"sources[{i}].publisher", source.Publisher), ($"sources[{i}].title", source.Title), ($"sources[{i}].url", source.Url),
            ($"sources[{i}].kind", source.Kind), ($"sources[{i}].reliability", source.Reliability), ($"sources[{i}].credibility", source.Credibility),
            ($"sources[{i}].date", source.Date), ($"sources[{i}].language", source.Language), ($"sources[{i}].sha256", source.Sha256),
        });
        var skips = (file.Skip ?? []).SelectMany((skip, i) => new (string, string?)[] { ($"skip[{i}].where", skip.Where), ($"skip[{i}].is", skip.Is) });
        return [.. plain, .. sources, .. skips];
    }

    private static Refusal? Rules(Mapping mapping)
    {
        var file = mapping.File;
        if (file.Name.Length is < 1 or > 64 || !file.Name.AsSpan().ContainsOnly("abcdefghijklmnopqrstuvwxyz0123456789-"))
            return Refusal.Invalid("name", file.Name, "1 to 64 of a-z, 0-9 and -");
        if (file.Command is not (CodeStance or AnnouncePolicy))
            return Refusal.Invalid("command", file.Command, $"{CodeStance} or {AnnouncePolicy}");
        if (!mapping["record"].Columns.Any())
            return Refusal.Invalid("record", file.Record, "needs a column, or every row would be the same record");
        if (file.OtherColumns is not (null or "refuse" or "ignore"))
            return Refusal.Invalid("otherColumns", file.OtherColumns, "refuse or ignore");
        if (file.Sources.Count == 0)
            return Refusal.Invalid("sources", null, "at least one");
        if (file.Value is { Level: null, Category: null, Direction: null })
            return Refusal.Invalid("value", null, "one of level, category and direction");
        return (mapping.IsCoded ? Coded(file) : Announced(file))
            ?? Period(file.Period, "period") ?? Period(file.Effective, "effective")
            ?? Codebook(mapping);
    }

    private static Refusal? Coded(MappingFile file) =>
        file.Period is null ? Refusal.Invalid("period", null, $"{CodeStance} needs one")
        : file.Announced is not null || file.Instrument is not null || file.Effective is not null
            ? Refusal.Invalid("command", CodeStance, "takes no announced, instrument or effective") : null;

    private static Refusal? Announced(MappingFile file) =>
        file.Announced is null || file.Instrument is null || file.Text?.Title is null
            ? Refusal.Invalid("command", AnnouncePolicy, "needs announced, instrument and text.title")
        : file.Period is not null || file.Basis is not null || file.Value.NoData is not null
            ? Refusal.Invalid("command", AnnouncePolicy, "takes no period, basis or value.noData") : null;

    private static Refusal? Period(PeriodMapping? period, string field) => period switch
    {
        null => null,
        { EmptyTo: not (null or "open" or "unknown") } => Refusal.Invalid($"{field}.emptyTo", period.EmptyTo, "open or unknown"),
        { Edtf: not null, From: null, To: null, EmptyTo: null, FromKnownAt: not true } => null,
        { Edtf: null, From: not null, To: not null, FromKnownAt: not true } => null,
        { Edtf: null, From: null, To: null, EmptyTo: null, FromKnownAt: true } => null,
        _ => Refusal.Invalid(field, null, "either edtf, or from and to, or fromKnownAt"),
    };

    private static Refusal? Codebook(Mapping mapping)
    {
        var file = mapping.File;
        if (file.KnownAt is null && (file.Codebook is not null || file.Period?.FromKnownAt == true || file.Effective?.FromKnownAt == true))
            return Refusal.Invalid("knownAt", null, "needed for codebook and for fromKnownAt");
        if (file.Codebook is not { } codebook)
            return null;
        if (codebook.Versions.Count == 0 || codebook.Versions.Zip(codebook.Versions.Skip(1)).Any(pair => pair.First.Version >= pair.Second.Version || pair.First.From >= pair.Second.From))
            return Refusal.Invalid("codebook.versions", null, "at least one; versions and instants both rise");
        return codebook.Old is not null && !mapping["area"].Prefix.Contains(':')
            ? Refusal.Invalid("area", file.Area, "with codebook.old the codebook has to stand in the text, not in a column")
            : null;
    }
}
