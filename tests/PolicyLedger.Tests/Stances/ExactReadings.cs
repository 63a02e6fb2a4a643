using System.Text.Json;
using PolicyLedger.Cables;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Tests.Stances;

/// <summary>A history in which every imprecise date is replaced by one of the days that it may be, in every way that matters.</summary>
internal sealed class ExactReadings
{
    private readonly IReadOnlyList<RecordedEvent> events;
    private readonly List<DayBounds> unknown = [];
    private readonly List<DateOnly[]> days;

    /// <param name="events">The history.</param>
    /// <param name="asked">The day that is asked for: it matters, as do the bounds of all dates, and their neighbours.</param>
    public ExactReadings(IReadOnlyList<RecordedEvent> events, DateOnly asked)
    {
        this.events = events;
        var marks = new HashSet<DateOnly> { asked };
        foreach (var e in events)
        {
            Rewrite(e.Event, bounds =>
            {
                marks.UnionWith([bounds.Earliest, bounds.Latest]);
                if (!bounds.IsExact)
                    unknown.Add(bounds);
                return bounds.Earliest;
            });
        }

        var matter = marks.Where(Written).SelectMany(day => new[] { day.AddDays(-1), day, day.AddDays(1) }).Distinct().ToList();
        days = unknown.ConvertAll(bounds => matter.Where(day => bounds.Earliest <= day && day <= bounds.Latest).ToArray());
    }

    /// <summary>In how many ways the dates can be read.</summary>
    public double Count => days.Aggregate(1.0, (count, d) => count * d.Length);

    /// <summary>Each way, except those in which a period ends before it starts.</summary>
    public IEnumerable<IReadOnlyList<RecordedEvent>> All()
    {
        var chosen = new int[days.Count];
        do
        {
            if (Read(chosen) is { } read)
                yield return read;
        }
        while (Advance(chosen));
    }

    /// <summary>Some ways, where there are too many: at most <paramref name="tries"/>, the same each time.</summary>
    public IEnumerable<IReadOnlyList<RecordedEvent>> Some(int tries)
    {
        var random = new Random(tries);
        for (var n = 0; n < tries; n++)
        {
            if (Read([.. days.Select(d => random.Next(d.Length))]) is { } read)
                yield return read;
        }
    }

    private List<RecordedEvent>? Read(int[] chosen)
    {
        var next = 0;
        var read = new List<RecordedEvent>();
        foreach (var e in events)
        {
            if (Rewrite(e.Event, bounds => bounds.IsExact ? bounds.Earliest : days[next][chosen[next++]]) is not { } exact)
                return null;
            read.Add(e with { Event = exact });
        }

        return read;
    }

    private bool Advance(int[] chosen)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            if (++chosen[i] < days[i].Length)
                return true;
            chosen[i] = 0;
        }

        return false;
    }

    /// <summary>The event with each of its dates as <paramref name="read"/> has it, asked once for each in a fixed order; null if a period then ends before it starts.</summary>
    private static LedgerEvent? Rewrite(LedgerEvent e, Func<DayBounds, DateOnly> read)
    {
        var legal = true;
        LedgerEvent rewritten = e switch
        {
            PolicyAnnounced x => x with { Announced = Date(x.Announced), Effective = Effective(x.Effective) },
            PolicyAmended x => x with { From = Date(x.From), Announced = Date(x.Announced), Effective = Effective(x.Effective) },
            PolicyTookEffect x => x with { On = Date(x.On) },
            PolicySuspended x => x with { On = Date(x.On) },
            PolicyResumed x => x with { On = Date(x.On) },
            PolicyEnded x => x with { On = Date(x.On) },
            StatementMade x => x with { On = Date(x.On) },
            StanceCoded x => x with { Period = Coded(x.Period) },
            CableSent or CableWithdrawn => e,
            RecordCorrected x => x with { Changes = x.Changes.Select(Change).ToValueList() },
            _ => e,
        };
        return legal ? rewritten : null;

        EdtfDate Date(EdtfDate date) => EdtfDate.On(read(date.Bounds));

        EdtfPeriod? Effective(EdtfPeriod? period) =>
            period is null ? null
            : period.Text.Contains('/') ? Parsed(Interval(period), EdtfPeriod.ParseEffective) ?? period
            : EdtfPeriod.ParseEffective(Iso.Write(read(period.Start)), "").OrThrow();

        EdtfPeriod Coded(EdtfPeriod period)
        {
            if (period.Text.Contains('/'))
                return Parsed(Interval(period), EdtfPeriod.ParseCoded) ?? period;
            if (!period.Start.IsExact)
                return EdtfPeriod.ParseCoded(Iso.Write(read(period.Start)), "").OrThrow();
            read(period.Start);
            read(period.End);
            return period;
        }

        string Interval(EdtfPeriod period)
        {
            var ends = period.Text.Split('/');
            var start = ends[0] == ".." ? ".." : Iso.Write(read(ends[0].Length == 0 ? Since(period) : period.Start));
            return ends[1] is ".." or "" ? $"{start}/{ends[1]}" : $"{start}/{Iso.Write(read(EdtfDate.Parse(ends[1], "").OrThrow().Bounds))}";
        }

        // A start that nobody knows: some day in the year before the end, as good as any other before all other days.
        DayBounds Since(EdtfPeriod period) => new(new(2019, 12, 1), period.Start.Latest);

        EdtfPeriod? Parsed(string text, Func<string, string, Result<EdtfPeriod>> parse)
        {
            if (parse(text, "").TryGet(out var period, out _))
                return period;
            legal = false;
            return null;
        }

        FieldChange Change(FieldChange change) => change.To is { } to && to.Text[0] == '"' && Corrected(change.Field, JsonSerializer.Deserialize<string>(to.Text)!) is { } text
            ? change with { To = new(JsonSerializer.Serialize(text)) }
            : change;

        string? Corrected(string field, string text) => field switch
        {
            "announced" or "from" or "on" => Date(EdtfDate.Parse(text, "").OrThrow()).Text,
            "effective" => Effective(EdtfPeriod.ParseEffective(text, "").OrThrow())!.Text,
            "period" => Coded(EdtfPeriod.ParseCoded(text, "").OrThrow()).Text,
            _ => null,
        };
    }

    private static bool Written(DateOnly day) => day.Year is > 1 and < 9999;
}
