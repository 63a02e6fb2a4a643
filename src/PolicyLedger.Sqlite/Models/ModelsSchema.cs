namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// The tables of a read-model file, explained column by column in <c>schemas/read-models.md</c>. Each generation of the
/// models has its own set; plain views show the newest one.
/// </summary>
internal static class ModelsSchema
{
    /// <summary>"PLRM" in the file's header.</summary>
    public const int ApplicationId = 0x504C524D;

    /// <summary>SQLite's user_version: the form of what stands outside the generations.</summary>
    public const int Format = 1;

    /// <summary>The tables of a generation, each named with its number behind it.</summary>
    public static readonly IReadOnlyList<string> Tables = ["segments", "record_versions", "asks", "changes", "source_checks", "codebook_versions"];

    // Ids are never used twice: what is remembered of a generation never meets another one.
    private static readonly string Common = $"""
        CREATE TABLE models_file (id TEXT NOT NULL) STRICT;
        INSERT INTO models_file VALUES (lower(hex(randomblob(16))));
        CREATE TABLE generations (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          projection_version INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('building', 'ready', 'retired')),
          checkpoint INTEGER NOT NULL, -- position of the last event applied; -1 for none
          last_event_id TEXT NOT NULL, -- of that event; empty for none
          last_recorded_at TEXT NOT NULL, -- the latest record time of any event applied
          touched_at TEXT NOT NULL -- when something was last applied, by the clock of whoever did
        ) STRICT;
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Format};
        """;

    /// <summary>All of a new file, for one transaction.</summary>
    public static string CreateFile => Common;

    /// <summary>The tables of a generation. What a question reads together lies together: a cell's segments in the order of their start.</summary>
    public static string CreateGeneration(long g) => $"""
        CREATE TABLE segments_{g} (
          jurisdiction TEXT NOT NULL,
          area TEXT NOT NULL,
          target TEXT NOT NULL,
          start_earliest TEXT NOT NULL,
          from_position INTEGER NOT NULL,
          place INTEGER NOT NULL,
          basis TEXT NOT NULL,
          end_latest TEXT NOT NULL,
          until_position INTEGER,
          until_known_at TEXT,
          from_known_at TEXT NOT NULL,
          layer TEXT,
          kind TEXT,
          level INTEGER,
          category TEXT,
          days INTEGER,
          direction TEXT,
          magnitude TEXT,
          codebook_version INTEGER,
          start_latest TEXT NOT NULL,
          end_earliest TEXT NOT NULL,
          end_unknown INTEGER NOT NULL,
          doubt_from TEXT NOT NULL,
          shadow INTEGER NOT NULL,
          opened_by INTEGER NOT NULL,
          closed_by INTEGER,
          record TEXT NOT NULL,
          position INTEGER NOT NULL,
          known_at TEXT NOT NULL,
          PRIMARY KEY (jurisdiction, area, target, start_earliest, from_position, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE record_versions_{g} (
          position INTEGER PRIMARY KEY,
          record TEXT NOT NULL,
          version INTEGER NOT NULL,
          revision INTEGER NOT NULL,
          known_at TEXT NOT NULL,
          recorded_at TEXT NOT NULL,
          event_id TEXT NOT NULL,
          type TEXT NOT NULL,
          entry INTEGER,
          recorder TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX record_versions_{g}_by_record ON record_versions_{g} (record, version);
        CREATE TABLE asks_{g} (
          issuer TEXT NOT NULL,
          record TEXT NOT NULL,
          from_position INTEGER NOT NULL,
          ordinal INTEGER NOT NULL,
          recipient TEXT,
          class TEXT,
          unidentified INTEGER NOT NULL,
          area TEXT,
          codebook_version INTEGER,
          wanted TEXT,
          start_earliest TEXT NOT NULL,
          start_latest TEXT NOT NULL,
          end_earliest TEXT NOT NULL,
          end_latest TEXT NOT NULL,
          position INTEGER NOT NULL,
          known_at TEXT NOT NULL,
          from_known_at TEXT NOT NULL,
          until_position INTEGER,
          until_known_at TEXT,
          PRIMARY KEY (issuer, record, from_position, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX asks_{g}_by_recipient ON asks_{g} (recipient);
        CREATE TABLE changes_{g} (
          position INTEGER NOT NULL,
          ordinal INTEGER NOT NULL,
          event_id TEXT NOT NULL,
          jurisdiction TEXT NOT NULL,
          area TEXT NOT NULL,
          target TEXT NOT NULL,
          basis TEXT NOT NULL,
          first_day TEXT NOT NULL,
          until_day TEXT NOT NULL,
          recoding INTEGER NOT NULL,
          PRIMARY KEY (position, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE source_checks_{g} (
          record TEXT NOT NULL,
          entry INTEGER NOT NULL,
          source INTEGER NOT NULL,
          checked_on TEXT NOT NULL,
          finding TEXT NOT NULL,
          sha256 TEXT,
          position INTEGER NOT NULL,
          known_at TEXT NOT NULL,
          PRIMARY KEY (record, entry)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE codebook_versions_{g} (
          position INTEGER PRIMARY KEY,
          codebook TEXT NOT NULL,
          version INTEGER NOT NULL,
          revision INTEGER NOT NULL,
          facts TEXT NOT NULL
        ) STRICT;
        """;

    /// <summary>Points the views at a generation.</summary>
    public static string ShowGeneration(long g) => string.Concat(
        Tables.Select(table => $"DROP VIEW IF EXISTS {table}; CREATE VIEW {table} AS SELECT * FROM {table}_{g};\n").Append(
            $"DROP VIEW IF EXISTS checkpoint; CREATE VIEW checkpoint AS SELECT checkpoint AS position, last_recorded_at, id AS generation, projection_version FROM generations WHERE id = {g};"));
}
