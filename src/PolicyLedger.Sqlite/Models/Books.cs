using Microsoft.Data.Sqlite;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Models;

/// <summary>Where a codebook version stands in the log.</summary>
internal sealed record BookRow(long Position, string Codebook, long Revision);

/// <summary>The codebooks as applied. Their events are few and are read from the log; the rows say which of them count.</summary>
internal static class Books
{
    public static string Select(long generation) => $"SELECT position, codebook, revision FROM codebook_versions_{generation} ORDER BY position";

    public static List<BookRow> Read(SqliteCommand select)
    {
        var found = new List<BookRow>();
        using var rows = select.ExecuteReader();
        while (rows.Read())
            found.Add(new(rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2)));
        return found;
    }

    public static async ValueTask<CodebookShelf> ShelfAsync(IReadOnlyList<BookRow> rows, IEventLog log, EventCodec codec, CancellationToken cancellation)
    {
        var shelf = CodebookShelf.Empty;
        foreach (var book in rows.GroupBy(row => row.Codebook))
        {
            var last = book.Max(row => row.Revision);
            await foreach (var stored in log.ReadStreamWithoutTextsAsync(Streams.OfCodebook(book.Key), 0, cancellation))
            {
                if (stored.Revision > last)
                    break;
                shelf = shelf.With(EventBatches.Read(codec, stored).Event, stored.Position);
            }
        }

        return shelf;
    }
}
