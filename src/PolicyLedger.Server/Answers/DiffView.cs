using System.Text.Json.Serialization;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Answers;

/// <summary>A cell that differs. <c>before</c>: first day, first knowledge time; <c>between</c>: first day, second knowledge time; <c>after</c>: second of both.</summary>
internal sealed record DiffView(
    string Jurisdiction, string Area, string? Target, bool Learned, bool World, bool Recoded,
    IReadOnlyList<long> LearnedBy, IReadOnlyList<long> WorldBy, StanceView Before, StanceView Between, StanceView After)
{
    /// <summary>A row with the views of its three answers, in order.</summary>
    public static DiffView Of(DiffRow row, IReadOnlyList<StanceView> answers) => new(
        row.Cell.Jurisdiction.Code, row.Cell.Area.Full, row.Cell.Target?.Code, row.Learned, row.World, row.Recoded,
        row.LearnedBy, row.WorldBy, answers[0], answers[1], answers[2]);

    [JsonIgnore]
    public string What => string.Join(" + ", new[] { Learned ? "learned" : null, World ? "world" : null, Recoded ? "recoded" : null }.Where(word => word is not null));
}
