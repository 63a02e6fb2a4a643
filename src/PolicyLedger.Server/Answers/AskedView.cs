using PolicyLedger.Dates;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Answers;

/// <summary>What an answer was computed with, nothing left open.</summary>
/// <param name="On">The day.</param>
/// <param name="KnownAt">The knowledge time.</param>
/// <param name="At">The position, inclusive.</param>
/// <param name="Basis">inForce or declared.</param>
/// <param name="RuleVersion">Of the as-of rule.</param>
/// <param name="Pinned">The address that gives the same answer for ever, erased text aside.</param>
internal sealed record AskedView(string On, string KnownAt, long At, string Basis, int RuleVersion, string Pinned)
{
    public static AskedView Of(Reading reading, string pinned) =>
        new(Iso.Write(reading.On), Iso.Write(reading.KnownAt), reading.At, Spelling.Of(reading.Basis), StanceAnswer.RuleVersion, pinned);
}
