using PolicyLedger.Codebooks;
using PolicyLedger.Recording;

namespace PolicyLedger.Cables;

/// <summary>What a cable may say.</summary>
internal static class CableRules
{
    /// <summary>The rule that it breaks; null if none.</summary>
    public static Refusal? Refuse(CableSent cable, CodebookShelf books) =>
        Checks.Existed(cable.Record.Jurisdiction, cable.On.Bounds) ?? Addressees(cable) ?? Asks(cable.Asks, books);

    private static Refusal? Addressees(CableSent cable)
    {
        var addressees = cable.Addressees;
        if (addressees.Count is 0 or > TextLimits.Addressees)
            return Refusal.Invalid("addressees", $"{addressees.Count}", $"1 to {TextLimits.Addressees}; write {{\"unidentified\": true}} where the source does not say");
        for (var i = 0; i < addressees.Count; i++)
        {
            var field = $"addressees[{i}]";
            if (addressees.Take(i).Contains(addressees[i]) && addressees[i] is not Addressee.Unidentified)
                return Refusal.Invalid(field, addressees[i].ToString(), "each addressee at most once");
            if (addressees[i] is Addressee.Host host && host.Jurisdiction.Equals(cable.Record.Jurisdiction))
                return Refusal.Invalid($"{field}.host", host.Jurisdiction.Code, "a cable is not addressed to its issuer");
            if (addressees[i] is Addressee.Class { Name: var name } && (name.Length is < 1 or > 64 || !name.AsSpan().ContainsOnly("abcdefghijklmnopqrstuvwxyz0123456789-")))
                return Refusal.Invalid($"{field}.class", name, "a class is a code of 1 to 64 of a-z, 0-9 and -, for example western-countries");
            if (Existed(cable, addressees[i], field) is { } never)
                return never;
        }

        return null;
    }

    private static Refusal? Existed(CableSent cable, Addressee addressee, string field) => addressee switch
    {
        Addressee.Host host => Checks.Existed(host.Jurisdiction, cable.On.Bounds, $"{field}.host"),
        Addressee.Class group => group.Members.Select((member, i) => Checks.Existed(member, cable.On.Bounds, $"{field}.members[{i}]")).FirstOrDefault(never => never is not null),
        _ => null,
    };

    private static Refusal? Asks(ValueList<Ask> asks, CodebookShelf books)
    {
        for (var i = 0; i < asks.Count; i++)
        {
            var (area, version, wanted) = asks[i];
            if (Checks.Value(books, area, version, new StanceValue.Direction(wanted, null), $"asks[{i}].area", $"asks[{i}].wanted") is { } broken)
                return broken;
            if (asks.Take(i).Any(a => a.Area.Equals(area)))
                return Refusal.Invalid($"asks[{i}].area", area.Full, "each area at most once");
        }

        return null;
    }
}
