namespace EventStore.Client;

/// <summary>The stream is deleted.</summary>
public readonly struct DeleteResult : IEquatable<DeleteResult>
{
    /// <summary>Where the deletion lies in the log.</summary>
    public readonly Position LogPosition;

    public DeleteResult(Position logPosition) => LogPosition = logPosition;

    public bool Equals(DeleteResult other) => LogPosition == other.LogPosition;

    public override bool Equals(object? obj) => obj is DeleteResult other && Equals(other);

    public override int GetHashCode() => LogPosition.GetHashCode();

    public static bool operator ==(DeleteResult left, DeleteResult right) => left.Equals(right);

    public static bool operator !=(DeleteResult left, DeleteResult right) => !left.Equals(right);
}
