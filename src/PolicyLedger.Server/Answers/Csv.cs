using CsvHelper;

namespace PolicyLedger.Server.Answers;

/// <summary>CSV after RFC 4180, with line feeds and without a byte order mark.</summary>
internal static class Csv
{
    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n", FormatProvider = System.Globalization.CultureInfo.InvariantCulture };

    public static CsvWriter To(TextWriter writer) => CsvWriter.Create(writer, Writing, leaveOpen: true);
}
