using System.Globalization;
using Microsoft.Data.Sqlite;
using PolicyLedger.Auditing;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Auditing;

/// <summary>
/// The checkpoints that were signed, in a SQLite file of their own that nothing can make again. A checkpoint is on the disk
/// before anybody sees it, and is signed only where the tree of every earlier one is the beginning of its own: neither a kill
/// nor two processes at one time, nor a ledger put back from a backup, makes two that contradict each other.
/// </summary>
public sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>How the name of its file ends.</summary>
    public const string Suffix = ".checkpoints.db";

    // "PLCP" in the file's header.
    private const int Application = 0x504C4350;

    private const string Tables = """
        CREATE TABLE checkpoints ( -- in the order in which they were signed; sizes never fall
          number INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL, signed_at TEXT NOT NULL
        ) STRICT
        """;

    private readonly SqliteFile file;
    private readonly SqliteConnection connection;

    /// <param name="path">The file, in a folder that is there; created where it is missing.</param>
    /// <exception cref="StoreException">It cannot be opened, is damaged, or not one of these.</exception>
    public SqliteCheckpoints(string path)
    {
        file = new(path, TimeSpan.FromSeconds(30));
        connection = AuditFile.Open(file, Application, Tables, "signed checkpoints cannot be made again: restore the file from a backup");
    }

    /// <summary>Where they are kept.</summary>
    public string Path => file.Path;

    /// <summary>All of them, in the order in which they were signed.</summary>
    public IReadOnlyList<SignedCheckpoint> All() => Select("ORDER BY number");

    /// <summary>The last; null where there is none.</summary>
    public SignedCheckpoint? Last() => Select("ORDER BY number DESC LIMIT 1").SingleOrDefault();

    /// <summary>Signs the tree as it is, and stores the note; where the last note says the same under the same keys, that one is given.</summary>
    /// <param name="tree">Brought to where the checkpoint is to be.</param>
    /// <param name="origin">The log's name.</param>
    /// <param name="keys">Of that name; at least one.</param>
    /// <param name="now">For the list.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.Integrity"/>: the ledger is not the one that was signed before. Nothing was signed.</exception>
    public SignedCheckpoint Sign(SqliteAuditTree tree, string origin, IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        try
        {
            return connection.Within("BEGIN IMMEDIATE", () => SignNext(tree, origin, keys, now));
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    public void Dispose() => connection.Dispose();

    private SignedCheckpoint SignNext(SqliteAuditTree tree, string origin, IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        var (checkpoint, why) = tree.Read(snapshot => Next(snapshot, origin));
        if (checkpoint is null)
            throw new StoreException(StoreFault.Integrity, $"{file.Path}: {why}. Nothing was signed: find out which of the two ledgers is the true one");
        var signed = new SignedCheckpoint(checkpoint, SignedNote.Sign(checkpoint.Text, keys).ToString(), now);
        if (Last() is { } last && last.Note == signed.Note)
            return last;
        using var insert = connection.Statement("INSERT INTO checkpoints (size, note, signed_at) VALUES ($size, $note, $at)", "$size", "$note", "$at");
        insert.With(checkpoint.Size, signed.Note, Dates.Iso.Write(now)).ExecuteNonQuery();
        return signed;
    }

    private (Checkpoint? Checkpoint, string Why) Next(AuditSnapshot snapshot, string origin)
    {
        var heads = StreamHead.Root(snapshot.Heads());
        if (Last() is { Checkpoint: var last })
        {
            if (last.Origin != origin)
                return (null, $"the checkpoints are those of {last.Origin}, not of {origin}");
            if (last.Size > snapshot.Size)
                return (null, string.Create(CultureInfo.InvariantCulture, $"a ledger of {last.Size} events was signed, and there are {snapshot.Size}"));
            if (snapshot.Root(last.Size) != last.Root)
                return (null, string.Create(CultureInfo.InvariantCulture, $"the first {last.Size} events are not those that were signed"));
            if (last.Size == snapshot.Size && last.Heads is { } signed && signed != heads)
                return (null, string.Create(CultureInfo.InvariantCulture, $"the heads of the streams after {last.Size} events are not those that were signed; move the tree's file away: it is made again from the log"));
        }

        return (new(origin, snapshot.Size, snapshot.Root(snapshot.Size), heads), "");
    }

    private List<SignedCheckpoint> Select(string which)
    {
        var found = new List<SignedCheckpoint>();
        using var select = connection.Statement($"SELECT note, signed_at FROM checkpoints {which}");
        using var rows = select.ExecuteReader();
        while (rows.Read())
        {
            var note = rows.GetString(0);
            if (!SignedNote.Parse(System.Text.Encoding.UTF8.GetBytes(note), "note").Then(read => Checkpoint.Parse(read.Text, "note")).TryGet(out var checkpoint, out var refusal))
                throw new StoreException(StoreFault.Integrity, $"{file.Path}: a stored checkpoint does not read ({refusal.Rule}); restore the file from a backup");
            found.Add(new(checkpoint, note, Dates.Iso.Instant(rows.GetString(1), "signed_at").OrThrow()));
        }

        return found;
    }
}

/// <summary>A checkpoint as it was signed.</summary>
/// <param name="Checkpoint">What it says.</param>
/// <param name="Note">To the byte.</param>
/// <param name="SignedAt">When.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, string Note, DateTimeOffset SignedAt);
