namespace PolicyLedger.Recording;

/// <summary>A correction never brings about what a command would refuse. It is not refused for what was so before it.</summary>
internal static class CorrectionRules
{
    public static Refusal? Refuse(RecordState before, RecordState after, RecordCorrected corrected, EventText text, Circumstances at)
    {
        var (was, now) = (before.Find(corrected.Entry)!, after.Find(corrected.Entry)!);
        if (EventRules.Sources(now.Event) is { } sources && sources.Count != EventRules.Sources(was.Event)!.Count)
            return Refusal.Invalid("changes.sources", $"{sources.Count}", "a correction keeps the number of sources, as their publishers and titles stand beside them in the same order; attach a further source, or retract and record again");
        if (New(was, before, now, after, at) is { } broken)
            return Changed(corrected, text).Contains(Root(broken.Field)) ? broken with { Field = $"changes.{Untexted(broken.Field)}" } : broken;
        if (corrected.Entry is not null)
            return null;

        // Amendments speak of what the announcement has.
        for (var i = 0; i < after.Entries.Count; i++)
        {
            if (!after.Entries[i].Retracted && New(before.Entries[i], before, after.Entries[i], after, at) is { } left)
                return Refusal.Invalid("changes", new EntryId(after.Id, i + 1).ToString(), $"with these changes this entry would break a rule: {left.Message}; correct or retract it first");
        }

        return null;
    }

    /// <summary>The rule that the part breaks as it is now and did not break as it was.</summary>
    private static Refusal? New(RecordPart was, RecordState before, RecordPart now, RecordState after, Circumstances at) =>
        Rule(now, after, at) is { } broken && broken != Rule(was, before, at) ? broken : null;

    private static Refusal? Rule(RecordPart part, RecordState record, Circumstances at) =>
        EventRules.Refuse(part.Event, part.Text, part.Event is EntryEvent entry ? Without(record, entry.Entry.Number) : null, at);

    private static RecordState Without(RecordState record, int entry) =>
        record with { Entries = record.Entries.SetItem(entry - 1, record.Entries[entry - 1] with { Retracted = true }) };

    private static IEnumerable<string> Changed(RecordCorrected corrected, EventText text) =>
        corrected.Changes.Concat(text.Changes ?? []).Select(change => change.Field);

    private static string Root(string field) => Untexted(field).Split('.', '[')[0];

    // Corrections name a text by itself: title, not text.title.
    private static string Untexted(string field) => field.StartsWith("text.", StringComparison.Ordinal) ? field["text.".Length..] : field;
}
