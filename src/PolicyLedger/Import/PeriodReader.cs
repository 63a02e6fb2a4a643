using PolicyLedger.Dates;

namespace PolicyLedger.Import;

/// <summary>Reads the days of a row. First and last day are both included, as in an EDTF interval.</summary>
internal sealed class PeriodReader(Mapping mapping, string part, Func<string, string, Result<EdtfPeriod>> parse)
{
    /// <summary>The period; without a value where all its columns are empty.</summary>
    public Result<Maybe<EdtfPeriod>> Read(Row row, DateTimeOffset? knownAt)
    {
        var file = part == "period" ? mapping.File.Period : mapping.File.Effective;
        if (file is null)
            return default(Maybe<EdtfPeriod>);
        if (file.FromKnownAt == true)
            return new Maybe<EdtfPeriod>(EdtfPeriod.Since(DateOnly.FromDateTime(knownAt!.Value.UtcDateTime)), true);
        if (mapping.Optional($"{part}.edtf") is { } edtf)
            return edtf.FillOrNull(row) is { } text ? Given(parse(text, edtf.Name)) : default(Maybe<EdtfPeriod>);
        var (first, last) = (mapping[$"{part}.from"], mapping[$"{part}.to"]);
        var (from, to) = (first.FillOrNull(row), last.FillOrNull(row));
        if (from is null)
            return to is null ? default(Maybe<EdtfPeriod>) : Refusal.Invalid(first.Name, null, $"required where {last.Name} is given");
        if (Day(from, first.Name) is { } noStart)
            return noStart;
        if (to is null)
        {
            return file.EmptyTo is null
                ? Refusal.Invalid(last.Name, null, "required, and empty")
                : Given(parse(file.EmptyTo == "open" ? $"{from}/.." : $"{from}/", first.Name));
        }

        return Day(to, last.Name) ?? Given(parse($"{from}/{to}", last.Name));
    }

    private static Refusal? Day(string text, string name) => text == ".." ? null : EdtfDate.Parse(text, name).Refusal;

    private static Result<Maybe<EdtfPeriod>> Given(Result<EdtfPeriod> period) => period.Map(value => new Maybe<EdtfPeriod>(value, true));
}
