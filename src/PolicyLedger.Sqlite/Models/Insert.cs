using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// An insert that is run once for each row of a rebuild: columns are given one after the other in their order and go to SQLite
/// without the driver's parameter objects, which would cost more than the row.
/// </summary>
internal sealed class Insert(SqliteConnection connection, string table, int columns) : IDisposable
{
    private readonly sqlite3 db = connection.Handle!;
    private sqlite3_stmt? statement;
    private int given;

    public Insert Text(string value)
    {
        Span<byte> utf8 = value.Length <= 128 ? stackalloc byte[384] : new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        return Text(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    public Insert Text(ReadOnlySpan<byte> utf8)
    {
        raw.sqlite3_bind_text(Ready(), ++given, utf8);
        return this;
    }

    public Insert Number(long value)
    {
        raw.sqlite3_bind_int64(Ready(), ++given, value);
        return this;
    }

    public Insert Null()
    {
        raw.sqlite3_bind_null(Ready(), ++given);
        return this;
    }

    public Insert Flag(bool value) => Number(value ? 1 : 0);

    public Insert TextOrNull(string? value) => value is null ? Null() : Text(value);

    public Insert NumberOrNull(long? value) => value is { } number ? Number(number) : Null();

    public Insert Day(DateOnly day)
    {
        Span<byte> utf8 = stackalloc byte[10];
        day.TryFormat(utf8, out var length, "O");
        return Text(utf8[..length]);
    }

    public Insert Instant(DateTimeOffset instant)
    {
        Span<byte> utf8 = stackalloc byte[28];
        instant.UtcDateTime.TryFormat(utf8, out var length, "O");
        return Text(utf8[..length]);
    }

    public Insert Id(Guid id)
    {
        Span<byte> utf8 = stackalloc byte[36];
        id.TryFormat(utf8, out var length);
        return Text(utf8[..length]);
    }

    /// <summary>Inserts the row.</summary>
    public void Run()
    {
        if (given != columns)
            throw new InvalidOperationException($"{table} has {columns} columns, and {given} were given.");
        given = 0;
        Require(raw.sqlite3_step(Ready()), raw.SQLITE_DONE);
        Require(raw.sqlite3_reset(statement), raw.SQLITE_OK);
    }

    public void Dispose() => statement?.Dispose();

    private sqlite3_stmt Ready()
    {
        if (statement is null)
            Require(raw.sqlite3_prepare_v2(db, $"INSERT INTO {table} VALUES ({string.Join(',', Enumerable.Repeat("?", columns))})", out statement), raw.SQLITE_OK);
        return statement;
    }

    private void Require(int code, int expected)
    {
        if (code == expected)
            return;
        var (message, extended) = (raw.sqlite3_errmsg(db).utf8_to_string(), raw.sqlite3_extended_errcode(db));
        if (statement is not null)
            raw.sqlite3_reset(statement);
        throw new SqliteException(message, extended & 0xFF, extended);
    }
}
