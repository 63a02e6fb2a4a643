namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// Format 1 of a ledger file. A public form: it changes only by adding a format. Readable with any SQL tool; ids are the
/// 16 bytes of the UUID in the order in which they are written. Tables of other names may stand beside these, and no part of
/// a ledger looks at them; a node keeps streams that are none of the ledger's in some (<see cref="OtherStatements"/>), and
/// an erasure that is not finished leaves one (<see cref="ErasedBytes"/>).
/// </summary>
internal static class LedgerSchema
{
    /// <summary>"PLGR" in the file's header, at offset 68.</summary>
    public const int ApplicationId = 0x504C4752;

    /// <summary>SQLite's user_version, at offset 60.</summary>
    public const int Format = 1;

    /// <summary>Every table by name. A stream's last revision is read from its events, so that the two cannot disagree.</summary>
    public static readonly IReadOnlyDictionary<string, string> Tables = new Dictionary<string, string>
    {
        ["streams"] = """
            CREATE TABLE streams (
              number INTEGER PRIMARY KEY,
              name TEXT NOT NULL UNIQUE
            ) STRICT
            """,
        ["events"] = """
            CREATE TABLE events (
              position INTEGER PRIMARY KEY, -- from 0, no gaps
              stream INTEGER NOT NULL REFERENCES streams (number),
              revision INTEGER NOT NULL, -- from 0, no gaps
              id BLOB NOT NULL UNIQUE,
              type TEXT NOT NULL,
              facts TEXT NOT NULL, -- JSON, for ever
              metadata TEXT NOT NULL, -- JSON, for ever
              UNIQUE (stream, revision)
            ) STRICT
            """,
        ["texts"] = """
            CREATE TABLE texts (
              position INTEGER PRIMARY KEY REFERENCES events (position),
              salt BLOB NOT NULL,
              json TEXT NOT NULL -- erasable: the row goes, the event stays
            ) STRICT
            """,
        ["commands"] = """
            CREATE TABLE commands (
              id BLOB NOT NULL,
              position INTEGER NOT NULL REFERENCES events (position),
              PRIMARY KEY (id, position)
            ) STRICT, WITHOUT ROWID
            """,
    }.ToDictionary(table => table.Key, table => table.Value.ReplaceLineEndings("\n"));

    /// <summary>All of it, for one transaction.</summary>
    public static string Create { get; } =
        $"{string.Join(";\n", Tables.Values)};\nPRAGMA application_id = {ApplicationId};\nPRAGMA user_version = {Format};";
}
