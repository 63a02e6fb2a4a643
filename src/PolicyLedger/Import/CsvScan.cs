using System.Text;

namespace PolicyLedger.Import;

/// <summary>Splits the lines of one row into its fields.</summary>
internal sealed class CsvScan(char separator)
{
    private readonly StringBuilder quoted = new();
    private bool inQuotes;

    public List<string> Fields { get; } = [];

    public string? Mistake { get; private set; }

    public Reading Read(string line)
    {
        var i = 0;
        if (inQuotes)
            quoted.Append('\n');
        while (true)
        {
            if (!inQuotes && i < line.Length && line[i] == '"')
                (inQuotes, i) = (true, i + 1);
            if (inQuotes)
            {
                if (!CloseQuote(line, ref i))
                    return Mistake is null ? Reading.InQuotes : Reading.Bad;
            }
            else if (!Plain(line, ref i))
            {
                return Reading.Bad;
            }

            if (i == line.Length)
                return Reading.Complete;
            i++;
        }
    }

    private bool CloseQuote(string line, ref int i)
    {
        while (line.IndexOf('"', i) is >= 0 and var quote)
        {
            quoted.Append(line, i, quote - i);
            i = quote + 1;
            if (i < line.Length && line[i] == '"')
            {
                quoted.Append('"');
                i++;
                continue;
            }

            if (i < line.Length && line[i] != separator)
            {
                Mistake = "text behind a closing quote; a quote within a quoted field is written twice";
                return false;
            }

            Fields.Add(quoted.ToString());
            quoted.Clear();
            inQuotes = false;
            return true;
        }

        quoted.Append(line, i, line.Length - i);
        i = line.Length;
        return false;
    }

    private bool Plain(string line, ref int i)
    {
        var until = line.IndexOf(separator, i) is >= 0 and var found ? found : line.Length;
        var field = line[i..until];
        i = until;
        Fields.Add(field);
        if (!field.Contains('"'))
            return true;
        Mistake = "a quote in a field that does not begin with one; put the whole field in quotes and write the quote twice";
        return false;
    }
}

/// <summary>How far a row is after one more of its lines.</summary>
internal enum Reading
{
    Complete,
    InQuotes,
    Bad,
}
