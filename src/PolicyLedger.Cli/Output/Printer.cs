using System.Text.Json;
using Spectre.Console;

namespace PolicyLedger.Cli.Output;

internal enum OutputFormat
{
    Table,
    Json,
    Jsonl,
    Csv,
}

/// <param name="Heading">In CSV the column's name; in a table its heading.</param>
/// <param name="Cell">Its text; null is empty.</param>
internal sealed record Column<T>(string Heading, Func<T, string?> Cell);

/// <summary>Writes answers in the asked format.</summary>
internal sealed class Printer(TextWriter to, OutputFormat format, bool fancy, int width)
{
    public OutputFormat Format => format;

    /// <summary>Many answers: a table, a JSON array, a line of JSON each, or CSV.</summary>
    public void List<T>(IEnumerable<T> views, IReadOnlyList<Column<T>> table, IReadOnlyList<Column<T>> csv)
    {
        switch (format)
        {
            case OutputFormat.Json:
                var separator = "[\n";
                foreach (var view in views)
                {
                    to.Write(separator);
                    to.Write(JsonSerializer.Serialize(view, Json.Indented));
                    separator = ",\n";
                }

                to.Write(separator == "[\n" ? "[]\n" : "\n]\n");
                break;
            case OutputFormat.Jsonl:
                foreach (var view in views)
                    to.WriteLine(JsonSerializer.Serialize(view, Json.Compact));
                break;
            case OutputFormat.Csv:
                WriteCsv(views, csv);
                break;
            default:
                Table(table.Select(column => column.Heading).ToArray(), views.Select(view => table.Select(column => column.Cell(view)).ToArray()).ToList());
                break;
        }
    }

    /// <summary>One answer: a card for a person, a JSON object, or a CSV with one row.</summary>
    public void One<T>(T view, Action<Card> card, IReadOnlyList<Column<T>> csv)
    {
        switch (format)
        {
            case OutputFormat.Json:
                to.WriteLine(JsonSerializer.Serialize(view, Json.Indented));
                break;
            case OutputFormat.Jsonl:
                to.WriteLine(JsonSerializer.Serialize(view, Json.Compact));
                break;
            case OutputFormat.Csv:
                WriteCsv([view], csv);
                break;
            default:
                card(new Card(to, fancy));
                break;
        }
    }

    public void Table(IReadOnlyList<string> headings, IReadOnlyList<string?[]> rows, string indent = "")
    {
        if (fancy)
            FancyTable(headings, rows);
        else
            PlainTable(headings, rows, indent);
    }

    private void WriteCsv<T>(IEnumerable<T> views, IReadOnlyList<Column<T>> columns)
    {
        using var csv = Csv.To(to);
        csv.WriteRecord(columns.Select(column => column.Heading).ToArray());
        foreach (var view in views)
            csv.WriteRecord(columns.Select(column => column.Cell(view) ?? "").ToArray());
    }

    private void PlainTable(IReadOnlyList<string> headings, IReadOnlyList<string?[]> rows, string indent)
    {
        var lines = rows.Select(row => row.Select(cell => Plain.Line(cell ?? "")).ToArray()).Prepend(headings.Select(h => h.ToUpperInvariant()).ToArray()).ToList();
        var widths = headings.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
            to.WriteLine((indent + string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i])))).TrimEnd());
    }

    private void FancyTable(IReadOnlyList<string> headings, IReadOnlyList<string?[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => (Spectre.Console.Rendering.IRenderable)new Text(Plain.Line(cell ?? ""))));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(to),
        });
        console.Profile.Width = width;
        console.Write(table);
    }
}
