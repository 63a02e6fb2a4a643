using System.Text.Json;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using Spectre.Console;

namespace PolicyLedger.Cli.Output;

internal enum OutputFormat
{
    Table,
    Json,
    Jsonl,
    Csv,
}

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
                    to.Write(JsonSerializer.Serialize(view, ServerJson.Indented));
                    separator = ",\n";
                }

                to.Write(separator == "[\n" ? "[]\n" : "\n]\n");
                break;
            case OutputFormat.Jsonl:
                foreach (var view in views)
                    to.WriteLine(JsonSerializer.Serialize(view, ServerJson.Options));
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
                to.WriteLine(JsonSerializer.Serialize(view, ServerJson.Indented));
                break;
            case OutputFormat.Jsonl:
                to.WriteLine(JsonSerializer.Serialize(view, ServerJson.Options));
                break;
            case OutputFormat.Csv:
                WriteCsv([view], csv);
                break;
            default:
                card(new Card(to, fancy));
                break;
        }
    }

    /// <summary>A table where it fits; what a terminal is too narrow for becomes a card for each row, so that no date or word is broken.</summary>
    public void Table(IReadOnlyList<string> headings, IReadOnlyList<string?[]> rows, string indent = "")
    {
        var lines = rows.Select(row => row.Select(cell => Plain.Line(cell ?? "")).ToArray()).ToList();
        if (ColumnWidths.Fit(headings, lines, fancy ? width - (3 * headings.Count) - 1 : width - indent.Length - (2 * (headings.Count - 1)), wrap: fancy) is not { } widths)
            Cards(headings, lines);
        else if (fancy)
            FancyTable(headings, lines, widths);
        else
            PlainTable(headings, lines, widths, indent);
    }

    private void WriteCsv<T>(IEnumerable<T> views, IReadOnlyList<Column<T>> columns)
    {
        using var csv = Csv.To(to);
        csv.WriteRecord(columns.Select(column => column.Heading).ToArray());
        foreach (var view in views)
            csv.WriteRecord(columns.Select(column => column.Cell(view) ?? "").ToArray());
    }

    private void Cards(IReadOnlyList<string> headings, List<string[]> lines)
    {
        var card = new Card(to, fancy);
        foreach (var line in lines)
        {
            if (line != lines[0])
                card.Blank();
            card.Headline(line[0]);
            for (var i = 1; i < line.Length; i++)
                card.Line(headings[i], line[i]);
        }
    }

    private void PlainTable(IReadOnlyList<string> headings, List<string[]> lines, int[] widths, string indent)
    {
        foreach (var line in lines.Prepend(headings.Select(h => h.ToUpperInvariant()).ToArray()))
            to.WriteLine((indent + string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i])))).TrimEnd());
    }

    private void FancyTable(IReadOnlyList<string> headings, List<string[]> lines, int[] widths)
    {
        var table = new Table().Border(TableBorder.Rounded);
        for (var i = 0; i < widths.Length; i++)
            table.AddColumn(new TableColumn(new Text(headings[i], new Style(decoration: Decoration.Bold))) { Width = widths[i] });
        foreach (var line in lines)
            table.AddRow(line.Select(cell => (Spectre.Console.Rendering.IRenderable)new Text(cell)));
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
