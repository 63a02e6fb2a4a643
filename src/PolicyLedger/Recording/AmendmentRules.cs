using PolicyLedger.Codebooks;
using PolicyLedger.Dates;

namespace PolicyLedger.Recording;

/// <summary>What an amendment may say about its policy.</summary>
internal static class AmendmentRules
{
    /// <summary>The rule that it breaks; null if none. <paramref name="record"/> is the policy's record without it.</summary>
    public static Refusal? Refuse(PolicyAmended amended, RecordState record, CodebookShelf books)
    {
        var policy = (PolicyAnnounced)record.Opening.Event;
        if (amended is { Areas: null, Target: null, Effective: null })
            return Refusal.Invalid("areas", null, "an amendment changes an area's value, the target or the effective period");
        for (var i = 0; i < (amended.Areas?.Count ?? 0); i++)
        {
            var area = amended.Areas![i].Area;
            if (!policy.Areas.Any(a => a.Area.Equals(area)))
                return Refusal.Invalid($"areas[{i}].area", area.Full, $"the policy has {string.Join(", ", policy.Areas.Select(a => a.Area))}; announce another policy for another area");
        }

        return (amended.Areas is { } values ? EventRules.Values(values, books) : null)
            ?? (amended.Target?.Jurisdiction is { } target ? Checks.Existed(target, Days(amended, policy), "target.jurisdiction") : null)
            ?? Ended(amended, record);
    }

    /// <summary>The days on which what it says may stand: from the change or its announcement until the period's end.</summary>
    private static DayBounds Days(PolicyAmended amended, PolicyAnnounced policy)
    {
        var said = DayBounds.Across(amended.From.Bounds, amended.Announced.Bounds);
        return (amended.Effective ?? policy.Effective) is { } period && period.Covers.Latest > said.Latest ? new(said.Earliest, period.Covers.Latest) : said;
    }

    /// <summary>A postponed policy may be withdrawn before it begins, but what is over is not postponed.</summary>
    private static Refusal? Ended(PolicyAmended amended, RecordState record) =>
        amended.Effective is { } period
        && record.Standing.Select(entry => entry.Event).OfType<PolicyEnded>().FirstOrDefault() is { } ended
        && ended.On.Bounds.Latest < period.Start.Earliest
            ? Refusal.Conflict("effective", period.Text, $"end before start: it ended on {ended.On} by entry {ended.Entry}; correct or retract that one first")
            : null;
}
