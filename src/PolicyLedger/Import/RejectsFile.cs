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
/// what an earlier import left at the path is removed when the next one begins. No other file is ever overwritten.
/// </summary>
public sealed class RejectsFile(string path) : IDisposable
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private FileStream? file;

    private static ReadOnlySpan<byte> Beginning => "{\"line\":"u8;

    public string Path { get; } = path;

    /// <summary>
    /// Removes the file of an earlier import and tries that one can be written, so that this is known before anything is
    /// recorded. Refused, with nothing touched, where none can, or where something else stands there.
    /// </summary>
    public Refusal? Begin()
    {
        Dispose();
        try
        {
            var there = new FileInfo(Path);
            if (Directory.Exists(Path))
                return Refused("is a folder");
            var (isLink, holds) = (there.LinkTarget is not null, there is { Exists: true, Length: > 0 });
            if (holds && !HoldsRejects())
                return Refused("holds something else than the rejects of an import, and is left as it is");
            var keep = isLink || (there.Exists && !holds);
            new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.Read).Dispose();

            // What is empty or only points elsewhere may be a device.
            if (!keep)
                File.Delete(Path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused($"cannot be written: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Adds rows. A refusal says why they, or some of them, could not be written down.</summary>
    public Refusal? Write(IEnumerable<Reject> rejects)
    {
        try
        {
            foreach (var reject in rejects)
            {
                file ??= new(Path, FileMode.Create, FileAccess.Write, FileShare.Read);
                file.Write(Line(reject));
                file.WriteByte((byte)'\n');
            }

            file?.Flush();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused($"cannot be written on: {e.Message.TrimEnd('.')}");
        }
    }

    public void Dispose()
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What was left to be written could not be; writing said so.
        }

        file = null;
    }

    private Refusal Refused(string why) => Refusal.Invalid("rejects", Path, $"{why}; name a file for the rows that cannot be recorded in a folder that can be written to");

    private bool HoldsRejects()
    {
        using var there = File.OpenRead(Path);
        Span<byte> first = stackalloc byte[Beginning.Length];
        return there.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Beginning);
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
