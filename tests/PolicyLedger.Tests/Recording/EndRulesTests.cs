using PolicyLedger.Testing.Recording;
using Xunit;

namespace PolicyLedger.Tests.Recording;

/// <summary>An end never certainly lies before the start, in whatever order they are learned.</summary>
public class EndRulesTests
{
    private const string Policy = """{"command":"announce-policy","jurisdictions":["GBR"],"id":"te","instrument":"law","areas":[{"area":"oxcgrt:C1","value":{"level":1}}],"announced":"2025-01-10",…}""";
    private const string Period = """{"command":"announce-policy","jurisdictions":["GBR"],"id":"te","instrument":"law","areas":[{"area":"oxcgrt:C1","value":{"level":1}}],"announced":"2025-01-10","effective":"2025-02/2025-06",…}""";

    [Fact]
    public void What_has_ended_does_not_take_effect_afterwards() =>
        Specification.Given(Policy, End("2025-06-01"))
            .When(TakeEffect("2026-01-01"))
            .ThenConflicts("record 'GBR-te': end before start: it ended on 2025-06-01, before it took effect on 2026-01-01; correct or retract one of the two entries first");

    [Fact]
    public void What_took_effect_does_not_end_before_it_did() =>
        Specification.Given(Policy, TakeEffect("2026-01-01"))
            .When(End("2025-06-01"))
            .ThenConflicts("record 'GBR-te': end before start: it ended on 2025-06-01, before it took effect on 2026-01-01; correct or retract one of the two entries first");

    [Fact]
    public void What_may_have_taken_effect_before_it_ended_is_taken() =>
        Specification.Given(Policy, End("2025-06-01")).When(TakeEffect("2025")).ThenAccepted();

    [Fact]
    public void A_policy_that_took_effect_before_it_was_announced_may_end_before_it_was() =>
        Specification.Given(Policy, TakeEffect("2024-12-01")).When(End("2024-12-15")).ThenAccepted();

    [Fact]
    public void What_has_ended_is_not_postponed_beyond_its_end() =>
        Specification.Given(Policy, End("2025-06-01"))
            .When(Amend("2027/2028"))
            .ThenConflicts("effective '2027/2028': end before start: it ended on 2025-06-01 by entry GBR-te/1; correct or retract that one first");

    [Fact]
    public void What_was_postponed_may_be_withdrawn_before_it_takes_effect() =>
        Specification.Given(Policy, Amend("2027/2028")).When(End("2025-06-01")).ThenAccepted();

    [Fact]
    public void Nothing_takes_effect_after_its_period() =>
        Specification.Given(Period)
            .When(TakeEffect("2025-07-01"))
            .ThenConflicts("record 'GBR-te': end before start: its effective period 2025-02/2025-06 is over before it took effect on 2025-07-01; amend or correct the period first");

    [Fact]
    public void Taking_effect_on_the_periods_last_day_is_taken() => Specification.Given(Period).When(TakeEffect("2025-06-30")).ThenAccepted();

    [Fact]
    public void A_period_that_was_prolonged_is_the_one_that_counts() =>
        Specification.Given(Period, Amend("2025-02/2025-12")).When(TakeEffect("2025-07-01")).ThenAccepted();

    [Fact]
    public void Retracting_what_a_later_start_rests_on_is_refused() =>
        Specification.Given(Period, Amend("2025-02/2025-12"), TakeEffect("2025-07-01"))
            .When("""{"command":"retract-record","record":"GBR-te","entry":"GBR-te/1","reason":"misread"}""")
            .ThenConflicts("record 'GBR-te': end before start: its effective period 2025-02/2025-06 is over before it took effect on 2025-07-01; amend or correct the period first");

    private static string End(string on) => $$"""{"command":"end-policy","record":"GBR-te","on":"{{on}}","how":"withdrawn",…}""";

    private static string TakeEffect(string on) => $$"""{"command":"put-policy-into-effect","record":"GBR-te","on":"{{on}}",…}""";

    private static string Amend(string effective) => $$"""{"command":"amend-policy","record":"GBR-te","from":"2025-03-01","effective":"{{effective}}",…}""";
}
