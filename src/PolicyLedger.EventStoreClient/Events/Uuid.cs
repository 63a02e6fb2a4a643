using System.Buffers.Binary;
using PolicyLedger.EventStoreProtocol;

namespace EventStore.Client;

/// <summary>An event's id: 16 bytes in the order in which they are written, as other languages keep them.</summary>
public readonly struct Uuid : IEquatable<Uuid>
{
    private readonly long mostSignificant;
    private readonly long leastSignificant;

    /// <summary>All zero: no event may have it.</summary>
    public static readonly Uuid Empty;

    private Uuid(long mostSignificant, long leastSignificant)
    {
        this.mostSignificant = mostSignificant;
        this.leastSignificant = leastSignificant;
    }

    /// <summary>Random.</summary>
    public static Uuid NewUuid() => FromGuid(Guid.NewGuid());

    /// <summary>Has the same text as <paramref name="value"/>.</summary>
    public static Uuid FromGuid(Guid value)
    {
        Span<byte> written = stackalloc byte[16];
        value.TryWriteBytes(written, bigEndian: true, out _);
        return new(BinaryPrimitives.ReadInt64BigEndian(written), BinaryPrimitives.ReadInt64BigEndian(written[8..]));
    }

    /// <exception cref="FormatException">Not in a form that <see cref="Guid.Parse(string)"/> takes.</exception>
    public static Uuid Parse(string value) => FromGuid(Guid.Parse(value));

    /// <summary>From the two big-endian halves.</summary>
    public static Uuid FromInt64(long msb, long lsb) => new(msb, lsb);

    /// <summary>Has the same text as this.</summary>
    public Guid ToGuid()
    {
        Span<byte> written = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(written, mostSignificant);
        BinaryPrimitives.WriteInt64BigEndian(written[8..], leastSignificant);
        return new Guid(written, bigEndian: true);
    }

    internal static Uuid FromMessage(UUID message) => message.ValueCase switch
    {
        UUID.ValueOneofCase.Structured => new(message.Structured.MostSignificantBits, message.Structured.LeastSignificantBits),
        UUID.ValueOneofCase.String => Parse(message.String),
        _ => throw new InvalidDataException("The node sent an event without an id."),
    };

    internal UUID ToMessage() => new()
    {
        Structured = new UUID.Types.Structured { MostSignificantBits = mostSignificant, LeastSignificantBits = leastSignificant },
    };

    public bool Equals(Uuid other) => mostSignificant == other.mostSignificant && leastSignificant == other.leastSignificant;

    public override bool Equals(object? obj) => obj is Uuid other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(mostSignificant, leastSignificant);

    public static bool operator ==(Uuid left, Uuid right) => left.Equals(right);

    public static bool operator !=(Uuid left, Uuid right) => !left.Equals(right);

    public override string ToString() => ToGuid().ToString();

    /// <param name="format">One of the formats of <see cref="Guid.ToString(string)"/>.</param>
    public string ToString(string format) => ToGuid().ToString(format);
}
