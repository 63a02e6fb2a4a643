using PolicyLedger.Cables;
using PolicyLedger.Codebooks;

namespace PolicyLedger.Recording;

/// <summary>
/// The command that would record an event. What somebody offers as an event is legal exactly if this command, decided on
/// what is there, decides that event: so there is one set of rules, the commands' own.
/// </summary>
internal static class CommandOfEvent
{
    public static Result<Command> Find(LedgerEvent offered, EventText text, Envelope envelope) => offered switch
    {
        CodebookAdopted e => Result.Of<Command>(new AdoptCodebook(envelope, e.Codebook, e.Areas)),
        CodebookRevised e => Result.Of<Command>(new ReviseCodebook(envelope, e.Codebook, e.Areas, e.Map)),
        OpeningEvent e => Sources(e, text).Then(sources => Result.Of(Open(e, text, envelope, sources))),
        RecordCorrected e => Sources(e, text).Then(sources => Result.Of<Command>(
            new CorrectRecord(envelope, e.Record, null, e.Entry, e.Changes.Concat(text.Changes ?? []).ToValueList(), text.Reason ?? "", sources))),
        RecordRetracted e => Result.Of<Command>(new RetractRecord(envelope, e.Record, null, e.Entry, text.Reason ?? "")),
        RecordErased e => Result.Of<Command>(new EraseRecord(envelope, e.Record, null, e.Grounds, text.Reason ?? "")),
        EntryEvent e => Sources(e, text).Then(sources => Result.Of(Enter(e, WordsOf(text), envelope, sources))),
        _ => throw new InvalidOperationException($"{offered.GetType().Name} is recorded by no command."),
    };

    private static Command Open(OpeningEvent opening, EventText text, Envelope envelope, ValueList<Source> sources)
    {
        var (country, id, words) = (opening.Record.Jurisdiction, opening.Record.Text, WordsOf(text));
        return opening switch
        {
            PolicyAnnounced e => new AnnouncePolicy(envelope, [country], id, e.Instrument, Areas(e.Areas), e.Target, e.Announced, e.Effective, words, sources),
            StatementMade e => new MakeStatement(envelope, country, id, e.Form, Areas(e.Areas), e.Target, e.On, words, sources),
            StanceCoded e => new CodeStance(envelope, country, id, e.Area, e.CodebookVersion, e.Target, e.Basis, e.Period, e.Value, e.Recoded, words, sources),
            CableSent e => new SendCable(
                envelope, country, id, e.Addressees, e.Instructions, e.Asks.Select(ask => new CableAsk(ask.Area, ask.Wanted, ask.CodebookVersion)).ToValueList(),
                e.On, e.Channel, e.KnownBy, e.Action, words, sources),
            _ => throw new InvalidOperationException($"{opening.GetType().Name} is recorded by no command."),
        };
    }

    private static Command Enter(EntryEvent entry, Words words, Envelope envelope, ValueList<Source> sources) => entry switch
    {
        PolicyAmended e => new AmendPolicy(envelope, e.Record, null, e.From, e.Announced, e.Areas is { } areas ? Areas(areas) : null, e.Target, e.Effective, words, sources),
        PolicyTookEffect e => new PutPolicyIntoEffect(envelope, e.Record, null, e.On, words, sources),
        PolicySuspended e => new SuspendPolicy(envelope, e.Record, null, e.On, words, sources),
        PolicyResumed e => new ResumePolicy(envelope, e.Record, null, e.On, words, sources),
        PolicyEnded e => new EndPolicy(envelope, e.Record, null, e.On, e.How, words, sources),
        CableWithdrawn e => new WithdrawCable(envelope, e.Record, null, e.On, words, sources),
        SourceAttached e => new AttachSource(envelope, e.Record, null, e.Bearing, sources[0], words),
        SourceChecked e => new CheckSource(envelope, e.Record, null, e.Source, e.On, e.Finding, e.Sha256, words),
        _ => throw new InvalidOperationException($"{entry.GetType().Name} is recorded by no command."),
    };

    private static Result<ValueList<Source>> Sources(LedgerEvent e, EventText text) =>
        text.Sources is { } given && given.Count != EventSources.Of(e).Count
            ? Refusal.Invalid("text.sources", $"{given.Count}", $"one for each of the facts' {EventSources.Of(e).Count} sources, in their order")
            : EventSources.Of(e, text).ToValueList();

    private static Words WordsOf(EventText text) => new(text.Title, text.Summary, text.Quotation, text.Instructions, text.Note);

    private static ValueList<CodedArea> Areas(ValueList<AreaValue> areas) =>
        areas.Select(area => new CodedArea(area.Area, area.Value, area.CodebookVersion)).ToValueList();
}
