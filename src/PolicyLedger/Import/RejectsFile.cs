using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PolicyLedger.Import;

/// <summary>A row that could not be recorded.</summary>
/// <param name="Line">The physical line on which it begins, from 1.</param>
/// <param name="Reason">Which field, which value, which rule.</param>
/// <param name="Columns">Its values by column; null where it could not be read that far.</param>
/// <param name="Text">Its text where there are no columns, at most <see cref="MaxText"/> characters.</param>
public sealed record Reject(long Line, string Reason, IReadOnlyList<KeyValuePair<string, string>>? Columns, string? Text)
{
    public const int MaxText = 4096;
}

/// <summary>
/// The rows that an import could not record, as JSON lines: <c>{"line":n,"reason":…,"row":{column: value}}</c>, with
/// <c>"text"</c> in place of <c>"row"</c> where the line could not be read. There is no file while there are no rejects;
/// what an earlier import left at the path is removed when the next one begins.
/// </summary>
public sealed class RejectsFile(string path) : IDisposable
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private FileStream? file;

    public string Path { get; } = path;

    /// <summary>Removes the file of an earlier import.</summary>
    public void Begin()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Write(IEnumerable<Reject> rejects)
    {
        foreach (var reject in rejects)
        {
            file ??= new(Path, FileMode.Create, FileAccess.Write, FileShare.Read);
            file.Write(Line(reject));
            file.WriteByte((byte)'\n');
        }

        file?.Flush();
    }

    public void Dispose()
    {
        file?.Dispose();
        file = null;
    }

    private static byte[] Line(Reject reject)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteNumber("line", reject.Line);
            json.WriteString("reason", Whole(reject.Reason));
            if (reject.Columns is { } columns)
            {
                json.WriteStartObject("row");
                foreach (var (column, value) in columns)
                    json.WriteString(Whole(column), Whole(value));
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("text", Whole(reject.Text is { Length: > Reject.MaxText } text ? text[..Reject.MaxText] : reject.Text ?? ""));
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    // A cut, or JSON's escapes, may have left half of a surrogate pair.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
