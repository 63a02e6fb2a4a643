using System.Globalization;
using System.Text;
using PolicyLedger.Auditing;
using PolicyLedger.Dates;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Verifier;

/// <summary>What was found, for a person: each check, the answer in words, and the same in JSON, which is this program's own.</summary>
internal static class Report
{
    /// <summary>Writes it; whether the kit proves its answer.</summary>
    public static bool Write(EvidenceReport report, TextWriter output, TextWriter error)
    {
        foreach (var (check, detail) in report.Passed)
            output.WriteLine(Program.OneLine($"{check,-15}  ok  {detail}"));
        if (report.Broken is { } broken)
        {
            Program.Say(error, $"NOT PROVEN ({Spelling.Of(broken.Fault)}): {broken.Message}");
            return false;
        }

        foreach (var line in Words(report.Derived!))
            output.WriteLine(Program.OneLine(line));
        output.WriteLine(Encoding.UTF8.GetString(EvidenceJson.Write(report.Derived!)));
        return true;
    }

    private static IEnumerable<string> Words(StanceAnswer answer)
    {
        var q = answer.Question;
        var said = answer.Winner is not { } winner
            ? answer.Status == StanceStatus.NotYetKnown ? "not yet known" : "unknown"
            : string.Create(CultureInfo.InvariantCulture, $"{winner.Value.Value} ({Spelling.Of(answer.Certainty!)}), by {winner.Record.Text}, position {winner.Position}{(answer.FromGeneral ? ", the general stance" : "")}");
        yield return $"{q.Jurisdiction.Code} {q.Area.Full}{(q.Target is { } target ? $" towards {target.Code}" : "")} on {Iso.Write(q.On)}: {said}";
        yield return string.Create(CultureInfo.InvariantCulture, $"asked: {Spelling.Of(q.Basis)}, known at {Iso.Write(q.KnownAt)}, at position {q.At}, rule {StanceAnswer.RuleVersion}");
    }
}
