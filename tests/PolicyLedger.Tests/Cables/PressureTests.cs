using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Testing.Recording;
using Xunit;

namespace PolicyLedger.Tests.Cables;

public class PressureTests
{
    private static readonly string[] Cables =
    [
        Cable("to-class", """{"class":"western-countries","members":[]}""", "2025-11"),
        Cable("to-host", """{"host":"GBR"}""", "2025-11-21"),
        Cable("to-members", """{"class":"visegrad","members":["POL","HUN"]}""", "2025-11-21"),
        Cable("to-nobody-named", """{"unidentified":true}""", "2025-11"),
    ];

    [Fact]
    public void A_country_that_no_cable_names_is_pressed_by_none_for_sure()
    {
        var pressure = new Asking(Specification.Given(Cables)).Pressure("DEU", "2025-12-01");
        Assert.Empty(pressure.Naming);
        Assert.Equal(["USA-to-class", "USA-to-members", "USA-to-nobody-named"], pressure.Maybe.Select(ask => ask.Record.Text));
    }

    [Theory]
    [InlineData("GBR", "USA-to-host")]
    [InlineData("POL", "USA-to-members")]
    public void A_cable_that_names_a_country_stands_apart(string country, string cable) =>
        Assert.Equal([cable], new Asking(Specification.Given(Cables)).Pressure(country, "2025-12-01").Naming.Select(ask => ask.Record.Text));

    [Fact]
    public void The_issuer_does_not_press_itself()
    {
        var pressure = new Asking(Specification.Given(Cables)).Pressure("USA", "2025-12-01");
        Assert.Empty(pressure.Naming.Concat(pressure.Maybe));
    }

    [Fact]
    public void A_withdrawn_cable_presses_no_longer()
    {
        var ask = new Asking(Specification.Given([.. Cables, """{"command":"withdraw-cable","record":"USA-to-host","on":"2026-03-01",…}"""]));
        Assert.Single(ask.Pressure("GBR", "2026-02-28").Naming);
        Assert.Empty(ask.Pressure("GBR", "2026-03-01").Naming);
    }

    [Fact]
    public void A_cable_leaves_the_stance_of_issuer_and_recipient_unchanged()
    {
        var ask = new Asking(Specification.Given(Cables));
        foreach (var basis in Enum.GetValues<Basis>())
        {
            Assert.Equal(StanceStatus.NotYetKnown, ask.Stance("USA", "migration:asylum", "2025-12-01", basis: basis).Answer.Status);
            Assert.Equal(StanceStatus.NotYetKnown, ask.Stance("GBR", "migration:asylum", "2025-12-01", basis: basis).Answer.Status);
        }

        Assert.Equal(4, ask.Stance("USA", "migration:asylum", "2025-12-01").Related.Select(row => row.Record).Distinct().Count());
        Assert.Empty(ask.Stance("GBR", "migration:asylum", "2025-12-01").Related);
    }

    private static string Cable(string id, string addressee, string on) =>
        $$"""{"command":"send-cable","issuer":"USA","id":"{{id}}","addressees":[{{addressee}}],"instructions":["advocate"],"asks":[{"area":"migration:asylum","wanted":"moreRestrictive"}],"on":"{{on}}","knownBy":"seenByOutlet",…}""";
}
