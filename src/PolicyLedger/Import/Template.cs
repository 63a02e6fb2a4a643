using System.Text;

namespace PolicyLedger.Import;

/// <summary>
/// A text with columns in it: <c>{country}-{indicator}</c>. <c>{name}</c> is a column that the file MUST have, <c>{name?}</c>
/// one that it may leave out, which then is empty. <c>{{</c> is a brace. Values are taken without surrounding white space.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<Part> parts;
    private readonly string place;

    private Template(IReadOnlyList<Part> parts, string place) => (this.parts, this.place) = (parts, place);

    public IEnumerable<string> Required => parts.Where(part => part.Column && !part.Optional).Select(part => part.Text);

    public IEnumerable<string> Columns => parts.Where(part => part.Column).Select(part => part.Text);

    /// <summary>What a refusal calls it: the column where it is just that, otherwise the mapping's field.</summary>
    public string Name => parts is [{ Column: true } only] ? only.Text : place;

    /// <summary>The text before the first column.</summary>
    public string Prefix => parts is [{ Column: false } first, ..] ? first.Text : "";

    public static Result<Template> Parse(string text, string field)
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '{')
            {
                literal.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '{')
            {
                literal.Append('{');
                i++;
            }
            else
            {
                var close = text.IndexOf('}', i);
                var name = close < 0 ? "" : text[(i + 1)..close];
                var optional = name.EndsWith('?');
                name = optional ? name[..^1] : name;
                if (name.Trim().Length == 0 || name.Contains('{'))
                    return Refusal.Invalid(field, text, "a column is written {name}, or {name?} where the file may leave it out; a brace is written {{");
                if (literal.Length > 0)
                    parts.Add(new(literal.ToString(), false, false));
                literal.Clear();
                parts.Add(new(name, true, optional));
                i = close;
            }
        }

        if (literal.Length > 0)
            parts.Add(new(literal.ToString(), false, false));
        return new Template(parts, field);
    }

    /// <summary>The text for a row.</summary>
    public string Fill(Row row)
    {
        if (parts is [var only])
            return only.Column ? row[only.Text] : only.Text;
        return string.Concat(parts.Select(part => part.Column ? row[part.Text] : part.Text));
    }

    /// <summary>The text for a row, or null where all its columns are empty.</summary>
    public string? FillOrNull(Row row) => Columns.Any() && Columns.All(column => row[column].Length == 0) ? null : Fill(row) is { Length: > 0 } text ? text : null;

    /// <summary>The text for a row, none of whose columns may be empty.</summary>
    public Result<string> FillAll(Row row) => Columns.FirstOrDefault(column => row[column].Length == 0) is { } empty
        ? Refusal.Invalid(empty, null, "required, and empty")
        : Fill(row);

    private readonly record struct Part(string Text, bool Column, bool Optional);
}

/// <summary>A row's values by column.</summary>
internal readonly struct Row(IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> fields)
{
    /// <summary>Without surrounding white space; empty where there is no such column.</summary>
    public string this[string column] => columns.TryGetValue(column, out var index) ? fields[index].Trim() : "";
}
