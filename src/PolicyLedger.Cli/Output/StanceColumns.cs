using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Output;

/// <summary>Stances as rows.</summary>
internal static class StanceColumns
{
    public static readonly IReadOnlyList<Column<StanceView>> Table =
    [
        new("jurisdiction", v => v.Jurisdiction),
        new("area", v => v.Area),
        new("target", v => v.Target ?? "-"),
        new("stance", Short),
        new("certainty", v => v.Certainty ?? "-"),
        new("since", v => v.Since ?? "-"),
        new("until", v => v.Until ?? "-"),
        new("record", v => v.RecordId is { } id ? v.FromGeneral ? id + " (general)" : id : "-"),
    ];

    /// <summary>The answer in a few words.</summary>
    public static string Short(StanceView v) => v.Status switch
    {
        "unknown" => "unknown",
        "notYetKnown" => "not yet known",
        _ when v.Level is { } level => $"{Plain.Number(level)} {v.Label}",
        _ => v.Label ?? v.Value ?? "",
    };

    public static void Card(StanceView v, Card card)
    {
        card.Headline($"{v.Jurisdiction} {v.Area}{(v.Target is { } target ? $" towards {target}" : "")} on {v.On}: {Short(v)}{(v.Certainty == "possible" ? " (possible)" : "")}");
        card.Line("certainty", v.Certainty);
        card.Line("since", v.Since);
        card.Line("until", v.EndUnknown ? "an end that is not known" : v.Until is { } until ? $"{until} (exclusive)" : v.Status == "known" ? "further notice" : null);
        card.Line("rests on", v.RecordId is { } id ? $"{id}, position{(v.RestsOn.Count == 1 ? "" : "s")} {string.Join(", ", v.RestsOn)} ({v.Layer})" : null);
        card.Line("general", v.FromGeneral ? $"nothing is known for {v.Target}; this is the general stance" : null);
        card.Line("codebook", v.CodebookVersion is { } version ? $"version {Plain.Number(version)}" : null);
        card.Line("now coded as", v.Translated is { } t ? $"{t.Label ?? t.Category ?? Plain.Number(t.Level)} (version {Plain.Number(t.CodebookVersion)})" : null);
        card.Line("candidates", string.Join(", ", v.Candidates));
        foreach (var rival in v.Rivals)
            card.Line("or", Claim(rival));
        foreach (var other in v.Alternatives)
            card.Line("beside it", Claim(other));
        foreach (var cable in v.Related)
            card.Line("cable", $"{cable.RecordId} asks {cable.Towards} for {Wanted(cable.Wanted)} (no part of the stance)");
        card.Line("sum", v.Sum is { } sum ? $"{(sum.Total > 0 ? "+" : "")}{Plain.Number(sum.Total)} over {sum.Records} record{(sum.Records == 1 ? "" : "s")}, {sum.Unweighted} without weight (not a level)" : null);
        card.Line("asked", $"{(v.Basis == "inForce" ? "in force" : v.Basis)}, known at {v.KnownAt}, at position {Plain.Number(v.At)}, rule {v.RuleVersion}");
    }

    public static string Wanted(string? direction) => direction switch
    {
        "moreRestrictive" => "more restrictive",
        "lessRestrictive" => "less restrictive",
        "noChange" => "no change",
        "cannotBeAssessed" => "cannot be assessed",
        _ => "nothing that a source states",
    };

    private static string Claim(ClaimView c) =>
        $"{(c.NoData ? "no data" : c.Level is { } level ? $"{Plain.Number(level)} {c.Label}" : c.Label ?? c.Category)}, {c.Since ?? ".."} to {c.Until ?? ".."}, {c.RecordId} ({c.Layer})";
}
