namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>The tables of an index of ordinals. Everything in them can be made again from <c>$all</c>.</summary>
internal static class IndexSchema
{
    /// <summary>"PLRO" in the file's header.</summary>
    public const int ApplicationId = 0x504C524F;

    /// <summary>SQLite's user_version.</summary>
    public const int Format = 2;

    /// <summary>Whatever an earlier version made.</summary>
    public const string Drop = "DROP TABLE IF EXISTS looked; DROP TABLE IF EXISTS events; DROP TABLE IF EXISTS streams;\n";

    /// <summary>All of it, for one transaction.</summary>
    public static string Create { get; } = $"""
        CREATE TABLE streams (
          number INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE events (
          ordinal INTEGER PRIMARY KEY, -- from 0, no gaps
          commit_position INTEGER NOT NULL,
          prepare_position INTEGER NOT NULL,
          stream INTEGER NOT NULL REFERENCES streams (number),
          revision INTEGER NOT NULL,
          id BLOB NOT NULL UNIQUE,
          command BLOB, -- NULL where the metadata names none
          erases TEXT, -- the record whose text this event says is erased; NULL for other events
          digest BLOB NOT NULL, -- of what the engine keeps of the event: tells another's event of the same id from ours
          UNIQUE (stream, revision)
        ) STRICT;
        CREATE INDEX events_of_command ON events (command, ordinal) WHERE command IS NOT NULL;
        CREATE INDEX events_that_erase ON events (erases) WHERE erases IS NOT NULL;
        CREATE TABLE looked ( -- how far $all has been looked through; beyond the last event where others' events follow
          one INTEGER PRIMARY KEY CHECK (one = 1),
          commit_position INTEGER NOT NULL,
          prepare_position INTEGER NOT NULL
        ) STRICT;
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Format};
        """;
}
