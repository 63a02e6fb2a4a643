using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>What a question leaves open is filled in here: today, as known now, all of the log, in force.</summary>
/// <param name="On">Null: the UTC date of the clock.</param>
/// <param name="KnownAt">Null: now, or the last record time if the clock was set back.</param>
/// <param name="At">Null: the log's end.</param>
/// <param name="Basis">Null: in force.</param>
public sealed record AsOfPoint(DateOnly? On = null, DateTimeOffset? KnownAt = null, long? At = null, Basis? Basis = null);

/// <summary>An answer with what a person needs to read it.</summary>
/// <param name="Answer">By the as-of rule.</param>
/// <param name="Label">The codebook's label for the value as coded; null without a value.</param>
/// <param name="Translation">The value in the newest codebook version; null where it is coded in that, or without a value.</param>
/// <param name="TranslatedLabel">Its label there.</param>
/// <param name="Related">What cables of this jurisdiction that stand on the day ask of others in the same codebook, or without saying what. They are no part of the stance.</param>
public sealed record StanceReport(StanceAnswer Answer, string? Label, Translation? Translation, string? TranslatedLabel, ValueList<AskRow> Related);

/// <summary>Asks the read models, brought up to date first, by the as-of rule.</summary>
public sealed class StanceReader(IReadModels models, TimeProvider clock)
{
    /// <summary>One cell on a day.</summary>
    public async Task<Result<StanceReport>> StanceAsync(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, AsOfPoint point, CancellationToken cancellation = default)
    {
        var (reading, books) = await ResolveAsync(point, cancellation);
        if (Unknown(area, books) is { } refusal)
            return refusal;
        return await ReportAsync(new(jurisdiction, area, target, reading.On, reading.KnownAt, reading.At, reading.Basis), books, cancellation);
    }

    /// <summary>Every cell of a country on a day, in order of area and target.</summary>
    public Task<Result<IReadOnlyList<StanceReport>>> CountryAsync(Jurisdiction jurisdiction, AsOfPoint point, CancellationToken cancellation = default) =>
        ManyAsync(jurisdiction, null, point, cancellation);

    /// <summary>One area over all countries on a day, in order of country and target.</summary>
    public Task<Result<IReadOnlyList<StanceReport>>> AreaAsync(AreaId area, AsOfPoint point, CancellationToken cancellation = default) =>
        ManyAsync(null, area, point, cancellation);

    /// <summary>Everything open filled in, and the codebooks as of then.</summary>
    public async ValueTask<(Reading Reading, CodebookShelf Books)> ResolveAsync(AsOfPoint point, CancellationToken cancellation = default)
    {
        var horizon = await models.CatchUpAsync(point.At, cancellation);
        var now = clock.GetUtcNow();
        var reading = new Reading(
            point.On ?? DateOnly.FromDateTime(now.UtcDateTime),
            (point.KnownAt ?? (now > horizon.LastRecordedAt ? now : horizon.LastRecordedAt)).ToUniversalTime(),
            horizon.At,
            point.Basis ?? Basis.InForce);
        return (reading, await models.BooksAsync(horizon.At, cancellation));
    }

    /// <summary>The rule's answer to a question whose position the models hold.</summary>
    public async ValueTask<StanceAnswer> AnswerAsync(StanceQuestion question, CodebookShelf books, CancellationToken cancellation = default)
    {
        var rows = new List<SegmentRow>();
        await foreach (var row in models.SegmentsAsync(SegmentFilter.For(question), cancellation))
            rows.Add(row);
        var answer = AsOf.Answer(question, rows, () => true, books);
        return answer.Status == StanceStatus.Unknown && !await models.AnyRecordAsync(question.Jurisdiction, question.Area, question.Target, question.At, question.KnownAt, cancellation)
            ? answer with { Status = StanceStatus.NotYetKnown }
            : answer;
    }

    /// <summary>An answer with labels, translation and related cables.</summary>
    public async ValueTask<StanceReport> ReportAsync(StanceQuestion question, CodebookShelf books, CancellationToken cancellation = default)
    {
        var answer = await AnswerAsync(question, books, cancellation);
        var related = new List<AskRow>();
        await foreach (var ask in models.AsksAsync(question.Jurisdiction, null, question.At, question.KnownAt, cancellation))
        {
            if ((ask.Ask is null || ask.Ask.Area.Codebook == question.Area.Codebook) && ask.Start.Earliest <= question.On && question.On < ask.End.Latest)
                related.Add(ask);
        }

        return Labelled(answer, books, related);
    }

    /// <summary>Whether the area exists: adopted as of the reading, or shipped and not used yet.</summary>
    public static Refusal? Unknown(AreaId area, CodebookShelf books)
    {
        books = ShippedCodebooks.Beside(books, area.Codebook);
        if (books.Versions(area.Codebook).Any(version => version.Areas.Any(a => a.Area == area.Area)))
            return null;
        return books.Has(area.Codebook)
            ? books.Find(area, "area").Refusal
            : Refusal.Invalid("area", area.Full, $"no codebook '{area.Codebook}'; there are {string.Join(", ", books.Ids.Union(ShippedCodebooks.Ids).Order(StringComparer.Ordinal))}");
    }

    internal static StanceReport Labelled(StanceAnswer answer, CodebookShelf books, IEnumerable<AskRow> related)
    {
        if (answer.Winner is not { Value: var value })
            return new(answer, null, null, null, related.ToValueList());
        var label = books.Find(value.Area, "", value.CodebookVersion).TryGet(out var coded, out _) ? coded.Definition.Label(value.Value) : null;
        var newest = books.Versions(value.Area.Codebook)[^1].Version;
        if (value.CodebookVersion == newest || value.Value is StanceValue.Direction)
            return new(answer, label, null, null, related.ToValueList());
        var translation = books.Translate(value.Area, value.CodebookVersion, value.Value);
        var translated = books.Find(value.Area, "", translation.Version).TryGet(out var now, out _) ? now.Definition.Label(translation.Value) : null;
        return new(answer, label, translation, translated, related.ToValueList());
    }

    private async Task<Result<IReadOnlyList<StanceReport>>> ManyAsync(Jurisdiction? jurisdiction, AreaId? area, AsOfPoint point, CancellationToken cancellation)
    {
        var (reading, books) = await ResolveAsync(point, cancellation);
        if (area is not null && Unknown(area, books) is { } refusal)
            return refusal;
        var filter = new SegmentFilter(jurisdiction, area, TargetFilter.Any, reading.On, reading.On.AddDays(1), reading.At, reading.KnownAt, reading.Basis);
        var byArea = new Dictionary<(Jurisdiction, AreaId), List<SegmentRow>>();
        await foreach (var row in models.SegmentsAsync(filter, cancellation))
        {
            if (!byArea.TryGetValue((row.Record.Jurisdiction, row.Segment.Area), out var there))
                byArea.Add((row.Record.Jurisdiction, row.Segment.Area), there = []);
            there.Add(row);
        }

        var reports = new List<StanceReport>();
        await foreach (var cell in models.CellsAsync(jurisdiction, area, reading.At, reading.KnownAt, cancellation))
        {
            var question = new StanceQuestion(cell.Jurisdiction, cell.Area, cell.Target, reading.On, reading.KnownAt, reading.At, reading.Basis);
            var rows = byArea.GetValueOrDefault((cell.Jurisdiction, cell.Area), []).Where(row => row.Segment.Target is null || row.Segment.Target.Equals(cell.Target));
            reports.Add(Labelled(AsOf.Answer(question, rows, () => true, books), books, []));
        }

        return Result.Of<IReadOnlyList<StanceReport>>(reports);
    }
}

/// <summary>A point with nothing left open.</summary>
public readonly record struct Reading(DateOnly On, DateTimeOffset KnownAt, long At, Basis Basis)
{
    /// <summary>The same for what asks by a point: whatever is asked with it is asked of one reading.</summary>
    public AsOfPoint Point => new(On, KnownAt, At, Basis);
}
