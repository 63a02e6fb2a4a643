using System.Text.Json.Serialization;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Server.Answers;

/// <summary>Which cables press a country on a day. <c>maybe</c>: nobody says that the country is meant.</summary>
internal sealed record PressureView(
    string Recipient, string? Area, string On, string KnownAt, long At, IReadOnlyList<RelatedView> Naming, IReadOnlyList<RelatedView> Maybe)
{
    public static PressureView Of(Jurisdiction recipient, AreaId? area, Pressure pressure) => new(
        recipient.Code, area?.Full, Iso.Write(pressure.Reading.On), Iso.Write(pressure.Reading.KnownAt), pressure.Reading.At,
        pressure.Naming.Select(RelatedView.Of).ToArray(), pressure.Maybe.Select(RelatedView.Of).ToArray());

    /// <summary>All of them, each with the name of its group.</summary>
    [JsonIgnore]
    public IEnumerable<(string Group, RelatedView Ask)> Rows => Naming.Select(ask => ("naming", ask)).Concat(Maybe.Select(ask => ("maybe", ask)));
}
