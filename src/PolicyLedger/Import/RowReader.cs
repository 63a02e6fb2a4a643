using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using Spelling = PolicyLedger.Wire.Spelling;

namespace PolicyLedger.Import;

/// <summary>Makes commands of rows. Pure: the same row of the same mapping gives the same command, whenever it is read.</summary>
/// <param name="mapping">The mapping.</param>
/// <param name="books">The codebook that <see cref="CodebookMapping.Old"/> is read with; otherwise not used.</param>
/// <param name="recorder">Who imports.</param>
/// <param name="correlationId">One for the whole import.</param>
internal sealed class RowReader(Mapping mapping, CodebookShelf books, string recorder, Guid? correlationId)
{
    private static readonly Guid ImportSpace = new("b7a1c3d2-52a4-5f0e-8d7b-6c1f0a9e4d35");

    private readonly MappingFile file = mapping.File;
    private readonly ValueReader values = new(mapping);

    /// <summary>Why the mapping passes over a row; null if it does not.</summary>
    public string? SkipReason(Row row)
    {
        for (var i = 0; i < (file.Skip?.Count ?? 0); i++)
        {
            if (mapping[$"skip[{i}].where"].Fill(row) == mapping[$"skip[{i}].is"].Fill(row))
                return file.Skip![i].Reason;
        }

        return null;
    }

    public Result<Command> Read(Row row)
    {
        if (!Opening(row).TryGet(out var opening, out var refusal))
            return refusal;
        return mapping.IsCoded ? Coded(row, opening) : Announced(row, opening);
    }

    private Result<OpeningOfRow> Opening(Row row)
    {
        if (!Read(row, "jurisdiction", Jurisdiction.Parse).TryGet(out var jurisdiction, out var refusal)
            || !Read(row, "area", AreaId.Parse).TryGet(out var area, out refusal)
            || !ReadOptional(row, "target", Jurisdiction.Parse).TryGet(out var target, out refusal)
            || !KnownAt(row).TryGet(out var known, out refusal)
            || !mapping["record"].FillAll(row).Then(name => RecordId.Named(jurisdiction, name, mapping["record"].Name)).TryGet(out var record, out refusal)
            || !CodebookVersion(known.Value).TryGet(out var version, out refusal)
            || !values.Read(row, version.Value).TryGet(out var value, out refusal)
            || !Sources(row).TryGet(out var sources, out refusal))
            return refusal!;
        var envelope = new Envelope(EventIds.NameBased(ImportSpace, $"{mapping.Name}\n{record}"), recorder, known.Value, correlationId);
        return new OpeningOfRow(envelope, jurisdiction, record.Text, area, version.Value, target.Value, value, sources);
    }

    private Result<Command> Coded(Row row, OpeningOfRow o)
    {
        if (!ReadOptional(row, "basis", Spelling.Parse<Basis>).TryGet(out var basis, out var refusal)
            || !new PeriodReader(mapping, "period", EdtfPeriod.ParseCoded).Read(row, o.Envelope.KnownAt).TryGet(out var period, out refusal))
            return refusal!;
        if (period.Value is null)
            return Refusal.Invalid(mapping.Optional("period.from")?.Name ?? mapping["period.edtf"].Name, null, "required, and empty");
        return new CodeStance(
            o.Envelope, o.Jurisdiction, o.Record, o.Area, o.CodebookVersion, o.Target, basis.Given ? basis.Value : null,
            period.Value, o.Value, Recoded(row, o) ? true : null, Words(row), o.Sources);
    }

    private Result<Command> Announced(Row row, OpeningOfRow o)
    {
        if (!Read(row, "announced", EdtfDate.Parse).TryGet(out var announced, out var refusal)
            || !Read(row, "instrument", Spelling.Parse<Instrument>).TryGet(out var instrument, out refusal)
            || !new PeriodReader(mapping, "effective", EdtfPeriod.ParseEffective).Read(row, o.Envelope.KnownAt).TryGet(out var effective, out refusal))
            return refusal!;
        return new AnnouncePolicy(
            o.Envelope, [o.Jurisdiction], o.Record, instrument, [new(o.Area, o.Value, o.CodebookVersion)], o.Target,
            announced, effective.Value, Words(row)!, o.Sources);
    }

    private Result<T> Read<T>(Row row, string field, Func<string, string, Result<T>> parse)
        where T : notnull
    {
        var template = mapping[field];
        return template.Fill(row) is { Length: > 0 } text ? parse(text, template.Name) : Refusal.Invalid(template.Name, null, "required, and empty");
    }

    private Result<Maybe<T>> ReadOptional<T>(Row row, string field, Func<string, string, Result<T>> parse)
        where T : notnull =>
        mapping.Optional(field) is { } template && template.FillOrNull(row) is { } text
            ? parse(text, template.Name).Map(value => new Maybe<T>(value, true))
            : default(Maybe<T>);

    private Result<Maybe<DateTimeOffset?>> KnownAt(Row row) => mapping.Optional("knownAt") is null
        ? default(Maybe<DateTimeOffset?>)
        : Read(row, "knownAt", Iso.Instant).Map(instant => new Maybe<DateTimeOffset?>(instant, true));

    private Result<Maybe<int?>> CodebookVersion(DateTimeOffset? knownAt)
    {
        if (file.Codebook is not { } codebook)
            return default(Maybe<int?>);
        return codebook.Versions.LastOrDefault(version => version.From <= knownAt) is { } at
            ? new Maybe<int?>(at.Version, true)
            : Refusal.Invalid(mapping["knownAt"].Name, Iso.Write(knownAt!.Value), $"before the first codebook version, which is used from {Iso.Write(codebook.Versions[0].From)}");
    }

    /// <summary>Only the capture that brought a version in has old values of the version before; in any other the same pair of codes is a change of policy.</summary>
    private bool Recoded(Row row, OpeningOfRow opening)
    {
        if (mapping.Optional("codebook.old") is not { } old
            || file.Codebook!.Versions.FirstOrDefault(version => version.From == opening.Envelope.KnownAt) is not { Version: > 1 } first
            || opening.Value is not (StanceValue.Level or StanceValue.Category)
            || values.Read(old.Fill(row), first.Version - 1) is not { } replaced
            || books.Versions(opening.Area.Codebook).FirstOrDefault(version => version.Version == first.Version) is not { } version)
            return false;
        return version.Map.Any(map => map.Area == opening.Area.Area && map.From == CodebookShelf.Code(replaced) && map.To.Contains(CodebookShelf.Code(opening.Value)));
    }

    private Words? Words(Row row)
    {
        if (file.Text is null)
            return null;
        return new(Text("title"), Text("summary"), Text("quotation"), null, Text("note"));

        string? Text(string part) => mapping.Optional($"text.{part}")?.FillOrNull(row);
    }

    private Result<ValueList<Source>> Sources(Row row)
    {
        var sources = new List<Source>();
        for (var i = 0; i < file.Sources.Count; i++)
        {
            var at = $"sources[{i}]";
            var (publisher, title, url) = (Text("publisher"), Text("title"), Text("url"));
            if (publisher is null && title is null && url is null)
                continue;
            if (!Read(row, $"{at}.kind", Spelling.Parse<SourceKind>).TryGet(out var kind, out var refusal)
                || !Read(row, $"{at}.reliability", Spelling.Parse<Reliability>).TryGet(out var reliability, out refusal)
                || !Read(row, $"{at}.credibility", Credibility).TryGet(out var credibility, out refusal)
                || !ReadOptional(row, $"{at}.date", EdtfDate.Parse).TryGet(out var date, out refusal))
                return refusal!;
            sources.Add(new(publisher, title, url, kind, reliability, credibility, date.Value, Text("language"), Text("sha256")));

            string? Text(string part) => mapping.Optional($"{at}.{part}")?.FillOrNull(row);
        }

        return sources.ToValueList();
    }

    private static Result<int> Credibility(string text, string field) =>
        text is [>= '1' and <= '6'] ? text[0] - '0' : Refusal.Invalid(field, text, "the Admiralty code's credibility is 1 to 6 (6: cannot be judged)");
}

/// <summary>What coded stances and announcements have in common.</summary>
internal sealed record OpeningOfRow(
    Envelope Envelope, Jurisdiction Jurisdiction, string Record, AreaId Area, int? CodebookVersion, Jurisdiction? Target, StanceValue Value, ValueList<Source> Sources);

/// <summary>A value that a row may leave out.</summary>
internal readonly record struct Maybe<T>(T? Value, bool Given);
