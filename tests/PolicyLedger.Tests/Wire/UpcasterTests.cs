using System.Text;
using Newtonsoft.Json.Linq;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

/// <summary>Older versions are read through upcasters. There is none yet, so the tests make up two: v0 said <c>ended</c> for <c>on</c>, and v00 had no <c>how</c>.</summary>
public class UpcasterTests
{
    private const string V00 = """{"record":"NZL-2026-visitor-entry","entry":"NZL-2026-visitor-entry/5","ended":"2027-01~","sources":[{"kind":"official","reliability":"A","credibility":1}]}""";

    private static readonly Upcaster[] Older =
    [
        new("policy-ended.v00", "policy-ended.v0", facts =>
        {
            facts["how"] = "superseded";
            return facts;
        }),
        new("policy-ended.v0", "policy-ended.v1", facts =>
        {
            facts["on"] = facts["ended"];
            facts.Remove("ended");
            return facts;
        }),
    ];

    private static readonly EventCodec WithOlder = new(new EventTypes(EventTypes.Current.All.ToDictionary(), Older));

    [Fact]
    public void An_old_version_is_read_as_the_newest_through_every_step()
    {
        var read = WithOlder.Decode(Stored("policy-ended.v00", V00));
        var ended = Assert.IsType<PolicyEnded>(read.Event);
        Assert.Equal(("2027-01~", Ending.Superseded), (ended.On.Text, ended.How));
        Assert.Equal("policy-ended.v00", read.Type);
    }

    [Fact]
    public void An_old_version_one_step_behind_is_read_through_that_step()
    {
        var v0 = Older[0].Facts(JObject.Parse(V00)).ToString();
        Assert.Equal(WithOlder.Decode(Stored("policy-ended.v00", V00)).Event, WithOlder.Decode(Stored("policy-ended.v0", v0)).Event);
    }

    [Fact]
    public void The_newest_version_passes_by_the_upcasters()
    {
        var golden = Examples.Events.Single(example => example.Name == "policy-ended.v1").Stored;
        Assert.Equal(EventCodec.Current.Decode(golden).Event, WithOlder.Decode(golden).Event);
    }

    [Fact]
    public void What_an_upcaster_leaves_wrong_is_refused_by_name()
    {
        var types = new EventTypes(EventTypes.Current.All.ToDictionary(), [new("policy-ended.v0", "policy-ended.v1", facts => facts)]);
        var fault = Assert.Throws<StoreException>(() => new EventCodec(types).Decode(Stored("policy-ended.v0", V00)));
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains("country-NZL revision 7 (policy-ended.v0) does not read as its type says: ended: no such field here", fault.Message);
    }

    [Theory]
    [InlineData("policy-ended.v2")]
    [InlineData("policy-ended.v0")]
    [InlineData("Policy-Ended.v1")]
    [InlineData("policy-paused.v1")]
    public void An_unknown_type_stops_the_reader_and_is_never_passed_over(string type)
    {
        var fault = Assert.Throws<StoreException>(() => EventCodec.Current.Decode(Stored(type, V00)));
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains($"'{type}', which this version does not know; nothing after position 11 is read", fault.Message);
    }

    [Theory]
    [InlineData("{}", "record: required, and missing")]
    [InlineData("null", "not of the kind")]
    [InlineData("[]", "")]
    [InlineData("""{"record":"NZL-x","grounds":"other"} x""", "")]
    [InlineData("""{"record":"nzl-x","grounds":"other"}""", "record 'nzl-x'")]
    [InlineData("""{"record":"NZL-x","grounds":"other","more":1}""", "more: no such field here")]
    [InlineData("""{"record":"NZL-x","grounds":null}""", "grounds 'null': null is not a value here")]
    public void A_damaged_event_is_an_integrity_fault(string facts, string message)
    {
        var fault = Assert.Throws<StoreException>(() => EventCodec.Current.Decode(Stored("record-erased.v1", facts)));
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.StartsWith("country-NZL revision 7 (record-erased.v1) does not read as its type says", fault.Message);
        Assert.Contains(message, fault.Message);
    }

    private static StoredEvent Stored(string type, string facts) =>
        Examples.Events.Single(example => example.Name == "policy-ended.v1").Stored with
        {
            Position = 11,
            Stream = "country-NZL",
            Revision = 7,
            Type = type,
            Facts = Encoding.UTF8.GetBytes(facts),
        };
}
