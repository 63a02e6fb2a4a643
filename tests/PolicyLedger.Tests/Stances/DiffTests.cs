using PolicyLedger.Stances;
using PolicyLedger.Testing.Recording;
using Xunit;

namespace PolicyLedger.Tests.Stances;

public class DiffTests
{
    [Fact]
    public void What_was_learned_and_what_happened_are_told_apart()
    {
        var ask = new Asking(Specification.Given(
            Coded("a", "2021-01-01/2021-01-31", 1, "2021-02-01T00:00:00Z"),
            Coded("b", "2021-01-10/2021-01-31", 2, "2021-06-01T00:00:00Z"),
            Coded("c", "2021-02-01/2021-02-28", 3, "2021-06-01T00:00:00Z")));

        var row = Assert.Single(ask.Diff("DEU", "oxcgrt:C1", ("2021-01-15", "2021-03-01T00:00:00Z"), ("2021-02-15", "2021-07-01T00:00:00Z")).OrThrow());

        Assert.Equal((true, true, false), (row.Learned, row.World, row.Recoded));
        Assert.Equal(["1", "2", "3"], new[] { row.Before, row.Between, row.After }.Select(r => r.Answer.Winner!.Value.Value.ToString()));
        Assert.Equal([2], row.LearnedBy);
        Assert.Contains(3, row.WorldBy);
    }

    [Fact]
    public void What_stays_the_same_has_no_row() =>
        Assert.Empty(new Asking(Specification.Given(Coded("a", "2021", 1, "2021-02-01T00:00:00Z")))
            .Diff(null, null, ("2021-03-01", "2021-03-01T00:00:00Z"), ("2021-04-01", "2021-07-01T00:00:00Z")).OrThrow());

    [Fact]
    public void An_end_in_the_world_is_named()
    {
        var ask = new Asking(Specification.Given(
            """{"command":"announce-policy","jurisdictions":["GBR"],"id":"p","instrument":"law","areas":[{"area":"migration:entry","value":{"direction":"moreRestrictive"}}],"announced":"2025-01-01","effective":"2025-02-01/..",…}""",
            """{"command":"end-policy","record":"GBR-p","on":"2025-06-01","how":"repealed",…}"""));
        var row = Assert.Single(ask.Diff("GBR", null, ("2025-05-01", "2026-02-01T00:00:00Z"), ("2025-07-01", "2026-02-01T00:00:00Z")).OrThrow());
        Assert.Equal((false, true, StanceStatus.Unknown), (row.Learned, row.World, row.After.Answer.Status));
        Assert.Equal([2], row.WorldBy);
    }

    [Fact]
    public void A_renaming_and_a_listed_half_of_a_split_are_recoding_and_no_change()
    {
        var ask = new Asking(Specification.Given(
            Visa("a", "0", 1, "2020-01-01/..", "2020-01-01T00:00:00Z", false),
            Visa("b", "VR", 3, "2020-03-01/..", "2020-03-01T00:00:00Z", true)));
        var row = Assert.Single(ask.Diff("DEU", "visa:requirement", ("2020-02-01", "2020-02-01T00:00:00Z"), ("2020-04-01", "2020-04-01T00:00:00Z")).OrThrow());
        Assert.Equal((false, false, true), (row.Learned, row.World, row.Recoded));
        Assert.All(ask.Changes().Where(change => change.Position > 4), change => Assert.True(change.Recoding));

        ask = new(Specification.Given(
            Visa("a", "3", 2, "2020-01-01/..", "2020-01-01T00:00:00Z", false),
            Visa("b", "VFD", 3, "2020-03-01/..", "2020-03-01T00:00:00Z", true, 90)));
        row = Assert.Single(ask.Diff("DEU", null, ("2020-02-01", "2020-02-01T00:00:00Z"), ("2020-04-01", "2020-04-01T00:00:00Z")).OrThrow());
        Assert.Equal((false, false, true), (row.Learned, row.World, row.Recoded));
    }

    [Fact]
    public void The_same_numeral_of_two_versions_is_a_change_where_it_means_another_thing()
    {
        var ask = new Asking(Specification.Given(
            Visa("a", "2", 1, "2019-01-01/..", "2019-01-01T00:00:00Z", false),
            Visa("b", "2", 2, "2019-12-01/..", "2019-12-01T00:00:00Z", false)));
        var row = Assert.Single(ask.Diff("DEU", null, ("2019-02-01", "2019-12-02T00:00:00Z"), ("2019-12-05", "2019-12-05T00:00:00Z")).OrThrow());
        Assert.Equal((false, true, false), (row.Learned, row.World, row.Recoded));
    }

    [Fact]
    public void A_value_outside_the_map_is_a_change()
    {
        var ask = new Asking(Specification.Given(
            Visa("a", "VR", 3, "2020-01-01/..", "2020-01-01T00:00:00Z", false),
            Visa("b", "covid ban", 4, "2020-12-01/..", "2020-12-01T00:00:00Z", false)));
        var row = Assert.Single(ask.Diff("DEU", null, ("2020-02-01", "2020-12-02T00:00:00Z"), ("2020-12-05", "2020-12-05T00:00:00Z")).OrThrow());
        Assert.Equal((false, true, false), (row.Learned, row.World, row.Recoded));
    }

    [Fact]
    public void Knowledge_times_the_wrong_way_round_are_refused_with_a_hint() =>
        Assert.Equal(
            "knownAt '2021-07-01T00:00:00Z': the first knowledge time is later than the second, 2021-03-01T00:00:00Z; swap the two points",
            new Asking(Specification.Given()).Diff(null, null, ("2021-01-15", "2021-07-01T00:00:00Z"), ("2021-02-15", "2021-03-01T00:00:00Z")).Refusal!.Message);

    private static string Coded(string id, string period, int level, string knownAt) =>
        $$"""{"command":"code-stance","jurisdiction":"DEU","id":"{{id}}","area":"oxcgrt:C1","period":"{{period}}","value":{"level":{{level}}},"knownAt":"{{knownAt}}",…}""";

    private static string Visa(string id, string category, int version, string period, string knownAt, bool recoded, int? days = null) =>
        $$"""{"command":"code-stance","jurisdiction":"DEU","id":"{{id}}","area":"visa:requirement","codebookVersion":{{version}},"period":"{{period}}","value":{"category":"{{category}}"{{(days is null ? "" : $",\"days\":{days}")}}},"recoded":{{(recoded ? "true" : "false")}},"knownAt":"{{knownAt}}",…}""";
}
