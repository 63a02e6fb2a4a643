using System.Globalization;
using System.Text;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Testing.Stances;

/// <summary>A small legal ledger and what to ask of it. Printed, it is one line per event and per question.</summary>
/// <param name="log">The ledger.</param>
/// <param name="events">All of its events, in order.</param>
/// <param name="questions">In no order.</param>
public sealed class History(InMemoryEventLog log, IReadOnlyList<RecordedEvent> events, IReadOnlyList<StanceQuestion> questions)
{
    public InMemoryEventLog Log { get; } = log;

    public IReadOnlyList<RecordedEvent> Events { get; } = events;

    public IReadOnlyList<StanceQuestion> Questions { get; } = questions;

    public static string Describe(StanceQuestion question) =>
        $"{question.Jurisdiction} {question.Area} {question.Target?.Code ?? "general"} on {Iso.Write(question.On)}, {(question.Basis == Basis.InForce ? "in force" : "declared")}, known at {Instant(question.KnownAt)}, at {question.At}";

    public static string Describe(StanceAnswer answer)
    {
        var text = new StringBuilder($"{answer.Status} {answer.Certainty}{(answer.FromGeneral ? " from general" : "")}: {(answer.Winner is { } winner ? Describe(winner) : "nothing")}");
        foreach (var rival in answer.Rivals)
            text.Append(CultureInfo.InvariantCulture, $"\n  rival       {Describe(rival)}");
        foreach (var alternative in answer.Alternatives)
            text.Append(CultureInfo.InvariantCulture, $"\n  alternative {Describe(alternative)}");
        return answer.Sum is { } sum ? text.Append(CultureInfo.InvariantCulture, $"\n  sum {sum.Total} of {sum.Records}, {sum.Unweighted} unweighted").ToString() : text.ToString();
    }

    public static string Describe(Claim claim) =>
        $"{claim.Layer} {Value(claim.Value)} from {claim.Start} until {claim.End}{(claim.EndUnknown ? " (unknown)" : "")} by {claim.Record} #{claim.Position} opened by #{claim.OpenedBy}, known {Instant(claim.KnownAt)}";

    public static string Describe(RecordedEvent e)
    {
        var claimed = e.Metadata.KnownAt is { } known ? $", known {Instant(known)}" : "";
        return $"#{e.Position} {Instant(e.Metadata.RecordedAt)}{claimed} {e.Metadata.Recorder} {About(e.Event)}";
    }

    public override string ToString() => string.Join('\n', ["", .. Events.Select(Describe), .. Questions.Select(q => "? " + Describe(q))]);

    private static string About(LedgerEvent e) => e switch
    {
        PolicyAnnounced x => $"{x.Record}: announced {x.Announced}: {Values(x.Areas)}{To(x.Target)}, effective {x.Effective?.Text ?? "when?"}",
        PolicyAmended x => $"{x.Entry}: amended from {x.From}, announced {x.Announced}: {(x.Areas is { } areas ? Values(areas) : "no value")}{(x.Target is { } target ? $" to {target.Jurisdiction?.Code ?? "everybody"}" : "")}{(x.Effective is { } period ? $", effective {period}" : "")}",
        PolicyTookEffect x => $"{x.Entry}: took effect {x.On}",
        PolicySuspended x => $"{x.Entry}: suspended {x.On}",
        PolicyResumed x => $"{x.Entry}: resumed {x.On}",
        PolicyEnded x => $"{x.Entry}: ended {x.On}",
        StatementMade x => $"{x.Record}: stated {x.On}: {Values(x.Areas)}{To(x.Target)}",
        StanceCoded x => $"{x.Record}: coded {x.Period}: {Value(new(x.Area, x.CodebookVersion, x.Value))}{To(x.Target)}, {x.Basis}",
        CableSent x => $"{x.Record}: cabled {x.On}",
        CableWithdrawn x => $"{x.Entry}: cable withdrawn {x.On}",
        RecordCorrected x => $"{x.Entry?.ToString() ?? x.Record.Text}: corrected {string.Join(", ", x.Changes.Select(c => $"{c.Field} {c.From?.Text ?? "absent"} -> {c.To?.Text ?? "absent"}"))}",
        RecordRetracted x => $"{x.Entry?.ToString() ?? x.Record.Text}: retracted",
        RecordErased x => $"{x.Record}: text erased",
        SourceAttached x => $"{x.Entry}: source attached",
        SourceChecked x => $"{x.Entry}: source {x.Source} checked, {x.Finding}",
        CodebookAdopted x => $"{x.Codebook}: adopted",
        CodebookRevised x => $"{x.Codebook}: revised to {x.Version}, {string.Join(", ", x.Map.Select(m => $"{m.Area} {m.From} -> {string.Join('|', m.To)}"))}",
        _ => e.ToString(),
    };

    private static string To(Jurisdiction? target) => target is null ? "" : $" to {target}";

    private static string Values(IEnumerable<AreaValue> values) => string.Join(" ", values.Select(Value));

    private static string Value(AreaValue value) => $"{value.Area}.v{value.CodebookVersion}={value.Value}";

    private static string Instant(DateTimeOffset instant) => instant.TimeOfDay == default ? Iso.Write(DateOnly.FromDateTime(instant.UtcDateTime)) : Iso.Write(instant);
}
