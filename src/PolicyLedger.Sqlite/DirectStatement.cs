using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PolicyLedger.Sqlite;

/// <summary>
/// A statement that is run very often, once for each row of an import or a rebuild or for each question: its parameters are given one after the other in their
/// order and go to SQLite without the driver's parameter objects, which would cost more than the row. It does not wait for
/// locks, so it belongs into a transaction that holds them, or to who can do without. One whose text is never run is never prepared.
/// </summary>
internal sealed class DirectStatement(SqliteConnection connection, string sql, int parameters) : IDisposable
{
    private readonly sqlite3 db = connection.Handle!;
    private sqlite3_stmt? statement;
    private int given;

    /// <summary>An insert of whole rows, its parameters being the columns.</summary>
    public static DirectStatement Insert(SqliteConnection connection, string table, int columns) =>
        new(connection, $"INSERT INTO {table} VALUES ({string.Join(',', Enumerable.Repeat("?", columns))})", columns);

    public DirectStatement Text(string value)
    {
        Span<byte> utf8 = value.Length <= 128 ? stackalloc byte[384] : new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        return Text(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    public DirectStatement Text(ReadOnlySpan<byte> utf8) => Given(raw.sqlite3_bind_text(Ready(), ++given, utf8));

    public DirectStatement Number(long value) => Given(raw.sqlite3_bind_int64(Ready(), ++given, value));

    public DirectStatement Bytes(ReadOnlySpan<byte> value) => Given(raw.sqlite3_bind_blob(Ready(), ++given, value));

    public DirectStatement Null() => Given(raw.sqlite3_bind_null(Ready(), ++given));

    public DirectStatement Flag(bool value) => Number(value ? 1 : 0);

    public DirectStatement TextOrNull(string? value) => value is null ? Null() : Text(value);

    public DirectStatement NumberOrNull(long? value) => value is { } number ? Number(number) : Null();

    public DirectStatement Day(DateOnly day)
    {
        Span<byte> utf8 = stackalloc byte[10];
        day.TryFormat(utf8, out var length, "O");
        return Text(utf8[..length]);
    }

    public DirectStatement Instant(DateTimeOffset instant)
    {
        Span<byte> utf8 = stackalloc byte[28];
        instant.UtcDateTime.TryFormat(utf8, out var length, "O");
        return Text(utf8[..length]);
    }

    /// <summary>A UUID as text.</summary>
    public DirectStatement Id(Guid id)
    {
        Span<byte> utf8 = stackalloc byte[36];
        id.TryFormat(utf8, out var length);
        return Text(utf8[..length]);
    }

    /// <summary>A UUID as its 16 bytes, in the order in which they are written.</summary>
    public DirectStatement IdBytes(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bytes(bytes);
    }

    /// <summary>Runs one that gives no rows.</summary>
    public void Run()
    {
        if (Step())
            throw new InvalidOperationException($"{sql}: gives rows.");
        Reset();
    }

    /// <summary>The number in the first column of the first row; null where there is no row.</summary>
    public long? RunForNumber()
    {
        var number = Step() ? raw.sqlite3_column_int64(statement, 0) : (long?)null;
        Reset();
        return number;
    }

    public void Dispose() => statement?.Dispose();

    private bool Step()
    {
        if (given != parameters)
            throw new InvalidOperationException($"{sql}: takes {parameters} parameters, and {given} were given.");
        given = 0;
        var code = raw.sqlite3_step(Ready());
        return code == raw.SQLITE_ROW || (code == raw.SQLITE_DONE ? false : throw Failed());
    }

    private void Reset() => Require(raw.sqlite3_reset(statement));

    private DirectStatement Given(int code)
    {
        Require(code);
        return this;
    }

    private sqlite3_stmt Ready()
    {
        if (statement is null)
            Require(raw.sqlite3_prepare_v2(db, sql, out statement));
        return statement!;
    }

    private void Require(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failed();
    }

    private SqliteException Failed()
    {
        var (message, extended) = (raw.sqlite3_errmsg(db).utf8_to_string(), raw.sqlite3_extended_errcode(db));
        given = 0;
        if (statement is not null)
            raw.sqlite3_reset(statement);
        return new(message, extended & 0xFF, extended);
    }
}
