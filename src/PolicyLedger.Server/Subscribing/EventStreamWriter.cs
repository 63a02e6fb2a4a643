using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Subscribing;

/// <summary>Writes Server-Sent Events, as the HTML standard has them. Data is one line: JSON without line breaks.</summary>
internal sealed class EventStreamWriter(PipeWriter to)
{
    /// <summary>How many bytes wait to be flushed.</summary>
    public int Pending { get; private set; }

    /// <summary>Begins the stream: after which time to come again, and from where, should the connection end before the first message.</summary>
    public void Begin(TimeSpan retry, long resumeAfter)
    {
        Raw("retry: "u8);
        Number((long)retry.TotalMilliseconds);
        Raw("\nid: "u8);
        Number(resumeAfter);
        Raw("\n\n"u8);
    }

    public void Comment(ReadOnlySpan<byte> text)
    {
        Raw(": "u8);
        Raw(text);
        Raw("\n\n"u8);
    }

    /// <summary>A message as a whole, without an id.</summary>
    public void Message<T>(ReadOnlySpan<byte> name, T data)
    {
        Open(name, null);
        Raw(JsonSerializer.SerializeToUtf8Bytes(data, ServerJson.Options));
        Close(""u8);
    }

    /// <summary>Begins a message; what follows, up to <see cref="Close"/>, is its data.</summary>
    public void Open(ReadOnlySpan<byte> name, long? id)
    {
        if (id is { } position)
        {
            Raw("id: "u8);
            Number(position);
            Raw("\n"u8);
        }

        Raw("event: "u8);
        Raw(name);
        Raw("\ndata: "u8);
    }

    public void Close(ReadOnlySpan<byte> last)
    {
        Raw(last);
        Raw("\n\n"u8);
    }

    public void Previous(ReadOnlySpan<byte> before, long? previous)
    {
        Raw(before);
        if (previous is { } position)
            Number(position);
        else
            Raw("null"u8);
    }

    public void Number(long number)
    {
        Utf8Formatter.TryFormat(number, to.GetSpan(20), out var written);
        to.Advance(written);
        Pending += written;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        to.Write(bytes);
        Pending += bytes.Length;
    }

    public ValueTask<FlushResult> FlushAsync()
    {
        Pending = 0;
        return to.FlushAsync(CancellationToken.None);
    }
}
