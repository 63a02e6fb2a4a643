using CsvHelper;

namespace PolicyLedger.Cli.Output;

/// <summary>CSV after RFC 4180, with line feeds and without a byte order mark.</summary>
internal static class Csv
{
    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n", FormatProvider = System.Globalization.CultureInfo.InvariantCulture };

    private static readonly CsvReaderOptions Reading = new()
    {
        HasHeader = true,
        TrackLineNumbers = true,
        Separator = ',',
        FormatProvider = System.Globalization.CultureInfo.InvariantCulture,
    };

    public static CsvWriter To(TextWriter writer) => CsvWriter.Create(writer, Writing, leaveOpen: true);

    /// <summary>Reads rows under a header; a row whose quotes do not match is reported before it is given.</summary>
    public static CsvReader From(Stream stream, Action<CsvMalformedRecord> malformed) =>
        CsvReader.Create(stream, Reading with { OnMalformedRecord = malformed }, leaveOpen: true);
}
