using System.Text.Json.Serialization;

namespace PolicyLedger.Server.Answers;

/// <summary>A cell that differs. <c>before</c>: first day, first knowledge time; <c>between</c>: first day, second knowledge time; <c>after</c>: second of both.</summary>
internal sealed record DiffView(
    string Jurisdiction, string Area, string? Target, bool Learned, bool World, bool Recoded,
    IReadOnlyList<long> LearnedBy, IReadOnlyList<long> WorldBy, StanceView Before, StanceView Between, StanceView After)
{
    [JsonIgnore]
    public string What => string.Join(" + ", new[] { Learned ? "learned" : null, World ? "world" : null, Recoded ? "recoded" : null }.Where(word => word is not null));
}
