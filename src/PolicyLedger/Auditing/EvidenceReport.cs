using System.Globalization;
using PolicyLedger.Stances;

namespace PolicyLedger.Auditing;

/// <summary>What is wrong with a kit.</summary>
public enum EvidenceFault
{
    /// <summary>A file is missing, or there is one that belongs to no kit.</summary>
    Files,

    /// <summary>No pinned key vouches for the checkpoint, or it is one of another log.</summary>
    Signature,

    /// <summary>The checkpoint contradicts one that was kept elsewhere, or nothing proves that it does not.</summary>
    Growth,

    /// <summary>A file is not in the form of a kit.</summary>
    Form,

    /// <summary>The question cannot be answered from this kit: it reads on behind the checkpoint, or by another rule.</summary>
    Question,

    /// <summary>The heads are not those under the checkpoint.</summary>
    Heads,

    /// <summary>The events are not all events of both streams, once each and in order.</summary>
    Stream,

    /// <summary>An event is not the one that stands in the log at its position.</summary>
    Inclusion,

    /// <summary>A text is not the one that was recorded, or is missing without having been erased.</summary>
    Text,

    /// <summary>An event is not what its type says, or not about what its stream is about.</summary>
    Event,

    /// <summary>The events lead to another answer.</summary>
    Answer,
}

/// <summary>What is wrong, and where.</summary>
/// <param name="Fault">Of which kind.</param>
/// <param name="File">In which file.</param>
/// <param name="Line">On which line, from 1; null for the whole file.</param>
/// <param name="Position">The event's position, where it is about one.</param>
/// <param name="Why">The rest, in words.</param>
public sealed record EvidenceFinding(EvidenceFault Fault, string File, int? Line, long? Position, string Why)
{
    /// <summary>One line for a person.</summary>
    public string Message => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}{(Line is { } line ? $", line {line}" : "")}{(Position is { } position ? $", position {position}" : "")}: {Why}");
}

/// <summary>What a check of a kit found.</summary>
/// <param name="Passed">What holds, in the order in which it was checked: name and detail.</param>
/// <param name="Broken">The first thing that does not; null where all holds.</param>
/// <param name="Derived">The answer that follows from the kit's events; null where they were not reached.</param>
public sealed record EvidenceReport(IReadOnlyList<(string Check, string Detail)> Passed, EvidenceFinding? Broken, StanceAnswer? Derived);

/// <summary>A checkpoint that whoever verifies has kept, and what proves that the log has only grown between it and the kit's.</summary>
/// <param name="Checkpoint">Opened under the pinned keys.</param>
/// <param name="Growth">Between the two; null where they are of one size, and nothing has to be proven.</param>
public sealed record KeptCheckpoint(Checkpoint Checkpoint, LogGrowth? Growth);
