using System.Text;
using PolicyLedger.Log;

namespace PolicyLedger.Testing.Log;

/// <summary>Events for tests of the log, which does not look inside: each can be told from every other one.</summary>
public static class SampleEvents
{
    /// <summary>A new event with its own id, and its own command unless one is given.</summary>
    public static NewEvent New(string note = "", Guid? id = null, Guid? command = null, bool text = false)
    {
        var own = id ?? Guid.NewGuid();
        var by = command ?? Guid.NewGuid();
        return new(
            own,
            by,
            "sample.v1",
            Utf8($$"""{"id":"{{own}}","note":"{{note}}"}"""),
            text ? new(Guid.NewGuid().ToByteArray(), Utf8($$"""{"title":"Über {{own}}"}""")) : null,
            Utf8($$"""{"of":"{{own}}","commandId":"{{by}}"}"""));
    }

    /// <summary>A new event about a record.</summary>
    public static NewEvent About(string record, bool text = true)
    {
        var e = New(text: text);
        return e with { Facts = Utf8($$"""{"record":"{{record}}","of":"{{e.Id}}"}""") };
    }

    /// <summary>The event that says that a record's text was erased, and why.</summary>
    public static NewEvent Erasure(string record) => About(record) with { Type = "record-erased.v1" };

    /// <summary>An append of new events; -1 for a stream that must not be there.</summary>
    public static StreamAppend To(string stream, long expectedRevision, int events = 1) =>
        new(stream, expectedRevision, Enumerable.Range(0, events).Select(_ => New()).ToList());

    /// <summary>Whether what is stored is what was given, byte for byte.</summary>
    public static bool Holds(this StoredEvent stored, NewEvent e) =>
        stored.Id == e.Id && stored.Type == e.Type && Same(stored.Facts, e.Facts) && Same(stored.Metadata, e.Metadata)
        && (stored.Text is null) == (e.Text is null)
        && (e.Text is null || (Same(stored.Text!.Salt, e.Text.Salt) && Same(stored.Text.Json, e.Text.Json)));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span);
}
