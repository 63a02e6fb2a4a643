namespace PolicyLedger.Import;

/// <summary>
/// A file of <c>schemas/mappings/</c>: how the rows of a sheet become commands. Members that are called templates are texts
/// with columns in them (<see cref="Template"/>). Documented in <c>schemas/mappings/README.md</c>.
/// </summary>
/// <param name="Name">1 to 64 of a–z, 0–9 and hyphen. Command ids are made of it: rows that were imported under another name are rejected as recorded before.</param>
/// <param name="Title">What it reads.</param>
/// <param name="Command"><c>code-stance</c> or <c>announce-policy</c>.</param>
/// <param name="Record">Template of the record's name, the same for a row whenever it is imported.</param>
/// <param name="KnownAt">Template of the instant at which the source published the row; null: the record time.</param>
/// <param name="Jurisdiction">Template.</param>
/// <param name="Area">Template of the full id.</param>
/// <param name="Target">Template; null or empty: everybody.</param>
/// <param name="Codebook">Which version the rows are coded under; null: the newest.</param>
/// <param name="Value">What is said.</param>
/// <param name="Period">Of a coded stance.</param>
/// <param name="Basis">Template; of a coded stance.</param>
/// <param name="Announced">Template; of an announcement.</param>
/// <param name="Instrument">Template; of an announcement.</param>
/// <param name="Effective">Of an announcement; null or empty: not known.</param>
/// <param name="Text">An announcement needs a title.</param>
/// <param name="Sources">At least one that is not empty. Every member is a template.</param>
/// <param name="Skip">Rows that are passed over and counted, before anything else is read from them.</param>
/// <param name="Ignored">Columns that may be there and say nothing.</param>
/// <param name="OtherColumns"><c>refuse</c> (the default) or <c>ignore</c>.</param>
public sealed record MappingFile(
    string Name,
    string Title,
    string Command,
    string Record,
    string? KnownAt,
    string Jurisdiction,
    string Area,
    string? Target,
    CodebookMapping? Codebook,
    ValueMapping Value,
    PeriodMapping? Period,
    string? Basis,
    string? Announced,
    string? Instrument,
    PeriodMapping? Effective,
    TextMapping? Text,
    ValueList<SourceMapping> Sources,
    ValueList<SkipMapping>? Skip,
    ValueList<string>? Ignored,
    string? OtherColumns);

/// <param name="Versions">From which knowledge time each is used, inclusive, in rising order; an earlier row is refused.</param>
/// <param name="Old">Template of the value that the row replaces. Where a row's knowledge time is exactly a version's first, the old value was
/// coded under the version before, and the row is marked as recoded if and only if the version's map leads from it to the row's value.</param>
public sealed record CodebookMapping(ValueList<CodebookFrom> Versions, string? Old);

public sealed record CodebookFrom(int Version, DateTimeOffset From);

/// <summary>Exactly one of level, category and direction has to be there in a row, or nothing but spellings of no data.</summary>
/// <param name="Level">Template of a whole number.</param>
/// <param name="Category">Template of a code.</param>
/// <param name="Days">Template of a number of days beside the category.</param>
/// <param name="Direction">Template of a direction.</param>
/// <param name="Magnitude">Template of a magnitude beside the direction.</param>
/// <param name="Numbers">What a category that is a number stands for.</param>
/// <param name="NoData">The spellings of "no data"; the empty one has to be named too.</param>
/// <param name="Words">Other spellings of levels, categories, directions and magnitudes.</param>
public sealed record ValueMapping(
    string? Level,
    string? Category,
    string? Days,
    string? Direction,
    string? Magnitude,
    NumbersMapping? Numbers,
    ValueList<string>? NoData,
    IReadOnlyDictionary<string, string>? Words);

/// <summary>A number from 1, without leading zeros, is this category with so many days.</summary>
/// <param name="Category">The category.</param>
/// <param name="FromVersion">In codebook versions from this one on; before, it is a code like any other.</param>
public sealed record NumbersMapping(string Category, int FromVersion);

/// <summary>Either <paramref name="Edtf"/>, or <paramref name="From"/> and <paramref name="To"/>, or <paramref name="FromKnownAt"/>.</summary>
/// <param name="Edtf">Template of an EDTF period.</param>
/// <param name="From">Template of the first day, as precise as EDTF says it.</param>
/// <param name="To">Template of the last day, inclusive.</param>
/// <param name="EmptyTo">What an empty last day means: <c>open</c> (until further notice) or <c>unknown</c>; null: it is refused.</param>
/// <param name="FromKnownAt">True: from the UTC date of the knowledge time, until further notice.</param>
public sealed record PeriodMapping(string? Edtf, string? From, string? To, string? EmptyTo, bool? FromKnownAt);

public sealed record TextMapping(string? Title, string? Summary, string? Quotation, string? Note);

public sealed record SourceMapping(
    string? Publisher, string? Title, string? Url, string Kind, string Reliability, string Credibility, string? Date, string? Language, string? Sha256);

/// <param name="Where">Template.</param>
/// <param name="Is">Template: the row is passed over where both give the same text.</param>
/// <param name="Reason">Under what it is counted.</param>
public sealed record SkipMapping(string Where, string Is, string Reason);
