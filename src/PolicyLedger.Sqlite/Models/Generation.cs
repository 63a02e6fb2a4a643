using Microsoft.Data.Sqlite;

namespace PolicyLedger.Sqlite.Models;

/// <summary>One set of the tables and how far it has come.</summary>
/// <param name="Id">Never used twice in a file.</param>
/// <param name="ProjectionVersion">The <see cref="Stances.Projection.Version"/> that makes its rows.</param>
/// <param name="Checkpoint">The position of the last event applied; -1 for none.</param>
/// <param name="LastEventId">Of that event, so that another ledger's models are found out; empty for none.</param>
/// <param name="LastRecordedAt">No event applied was recorded later.</param>
internal sealed record Generation(long Id, long ProjectionVersion, long Checkpoint, string LastEventId, DateTimeOffset LastRecordedAt)
{
    public static readonly string NoTime = Spelling.Of(DateTimeOffset.MinValue);

    private const string Columns = "SELECT id, projection_version, checkpoint, last_event_id, last_recorded_at FROM generations";

    /// <summary>The one that answers and is applied to by programs of a projection version.</summary>
    public static SqliteCommand Current(SqliteConnection connection, int version) =>
        connection.Statement($"{Columns} WHERE state = 'ready' AND projection_version = $version ORDER BY id DESC LIMIT 1", "$version").With((long)version);

    /// <summary>One that is being built; none once somebody else has cleared it away.</summary>
    public static SqliteCommand Building(SqliteConnection connection, long id) =>
        connection.Statement($"{Columns} WHERE state = 'building' AND id = $id", "$id").With(id);

    /// <summary>Runs one of the two above.</summary>
    public static Generation? Find(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        return rows.Read()
            ? new(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetString(3), Spelling.Instant(rows.GetString(4)))
            : null;
    }
}
