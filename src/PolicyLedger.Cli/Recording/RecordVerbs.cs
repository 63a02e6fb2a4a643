using System.CommandLine;
using PolicyLedger.Cables;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Recording;

namespace PolicyLedger.Cli.Recording;

/// <summary><c>record</c> and its fifteen commands.</summary>
internal static class RecordVerbs
{
    private const string ASource = "--publisher \"Home Office\" --url https://www.gov.uk/x --kind official --reliability A --credibility 1";

    public static Verb Create(Workplace place)
    {
        var json = new Option<string?>("--json") { HelpName = "FILE|-", Description = "The whole command as one JSON object, as in schemas/examples/commands.", Recursive = true };
        var record = new Verb(
            place, "record", "Record what a source says, or an entry about a record. The first recording creates the ledger.",
            "record --json command.json",
            "record stance DEU --area oxcgrt:C8 --period 2021 --level 3 --publisher OxCGRT --kind dataset --reliability A --credibility 1",
            "record correct DEU-2025-x --change 'announced: 2025-11 -> 2025-11-24' --reason \"misread\" " + ASource)
        {
            json,
        };
        record.Does(call => RecordRun.JsonAsync(call, json, null, []));
        foreach (var (name, command, description, fields, example) in Openings(place).Concat(Entries(place)).Concat(About(place)))
        {
            var verb = With(new Verb(place, name, description, example), place, fields);
            var draft = command switch
            {
                "send-cable" => new Draft(command, fields, "instructions", "asks"),
                "make-statement" => new Draft(command, fields, "areas"),
                _ => new Draft(command, fields),
            };
            verb.Does(call => call.Get(json) is null ? RecordRun.OptionsAsync(call, draft) : RecordRun.JsonAsync(call, json, command, fields));
            record.Subcommands.Add(verb);
        }

        return record;
    }

    /// <summary><c>erase</c>: the same as <c>record erase</c>, for whoever keeps the ledger.</summary>
    public static Verb Erase(Workplace place)
    {
        var wait = Fields.Option("--wait", "SECONDS", "How long to wait for other programs that have the ledger open; default 30.");
        var (_, command, description, all, _) = About(place).Single(verb => verb.Name == "erase");
        var fields = Array.ConvertAll(all, field => field.Path == "grounds" ? OrOther(field) : field);
        var verb = With(
            new Verb(
                place, "erase", description + " The bytes are gone from the ledger's files afterwards, for which no other program may have it open.",
                "erase GBR-2025-asylum-overhaul --reason \"asked for\"", "erase GBR-2025-asylum-overhaul --grounds courtOrder --reason \"order of 2026-02-01\" --wait 300"),
            place, fields);
        verb.Options.Add(wait);
        return verb.Does(call => RecordRun.OptionsAsync(call, new Draft(command, fields), call.Seconds(wait)));
    }

    // Here no command in JSON stands beside the options, so that one may have a default.
    private static Field OrOther(Field grounds)
    {
        grounds.Symbol.Description += " Default: other.";
        return grounds with { Read = parsed => grounds.Read(parsed) ?? System.Text.Json.Nodes.JsonValue.Create(Wire.Spelling.Of(ErasureGrounds.Other)) };
    }

    private static Verb With(Verb verb, Workplace place, Field[] fields)
    {
        foreach (var symbol in fields.Select(field => field.Symbol).Except<Symbol>(place.Options.All))
        {
            if (symbol is Argument argument)
                verb.Arguments.Add(argument);
            else
                verb.Options.Add((Option)symbol);
        }

        return verb;
    }

    private static IEnumerable<(string Name, string Command, string Description, Field[] Fields, string Example)> Openings(Workplace place) =>
    [
        ("announce", "announce-policy", "A government, or several together, announced a policy.",
            [
                Field.Texts(new Argument<string[]>("jurisdictions") { HelpName = "COUNTRY", Arity = ArgumentArity.ZeroOrMore, Description = "One or more; a joint announcement is one command." }, "jurisdictions"),
                Fields.Id(),
                Field.Text(Fields.Word<Instrument>("--instrument", "What form it takes"), "instrument"),
                .. Fields.Value("areas[0]."),
                Fields.Target(place),
                Field.Text(Fields.Option("--announced", "DATE", "When it was announced, EDTF, as precise as the source."), "announced"),
                Field.Text(Fields.Option("--effective", "PERIOD", "From when, EDTF; leave out where no source says."), "effective"),
                .. Fields.Words(),
                .. Fields.Source(),
            ],
            "record announce GBR --id 2025-asylum-overhaul --area migration:asylum --direction moreRestrictive --instrument ministerialStatement --announced 2025-11 --title \"Overhaul of the asylum system announced\" " + ASource),
        ("statement", "make-statement", "Somebody spoke for a government. It counts as declared only.",
            [
                Country("jurisdiction"), Fields.Id(), Field.Text(Fields.Word<StatementForm>("--form", "What kind of statement"), "form"),
                .. Fields.Value("areas[0]."), Fields.Target(place), Fields.On(place), .. Fields.Words(), .. Fields.Source(),
            ],
            "record statement USA --form speech --on 2025-02-14 --area migration:advocacy --direction moreRestrictive --title \"Speech at the Munich Security Conference\" --publisher \"The White House\" --kind official --reliability B --credibility 1"),
        ("cable", "send-cable", "A foreign ministry cabled its embassies to press other governments.",
            [
                Country("issuer"), Fields.Id(), .. Fields.Addressing(), Fields.On(place),
                Field.Text(Fields.Word<Channel>("--channel", "By which way it went"), "channel"),
                Field.Text(Fields.Word<KnownBy>("--known-by", "How it became known"), "knownBy"),
                Field.Text(Fields.Word<PloverAction>("--action", "PLOVER event and mode; default REQUEST/change"), "action"),
                .. Fields.Words(),
                Field.Text(Fields.Option("--instructions", "TEXT", "What the cable tells the embassies."), "text.instructions"),
                .. Fields.Source(),
            ],
            "record cable USA --to-class western-countries --ask migration:entry=moreRestrictive --instruct advocate --on 2025-11 --known-by seenByOutlet --title \"Cables on mass migration\" --publisher \"An outlet\" --kind press --reliability C --credibility 3"),
        ("stance", "code-stance", "A coder assessed a cell over a period.",
            [
                Country("jurisdiction"), Fields.Id(), .. Fields.Value("", noData: true), Fields.Target(place),
                new Field(place.Options.Basis, "basis", parsed => parsed.GetValue(place.Options.Basis) is { } basis ? (basis == "in-force" ? "inForce" : basis) : null),
                Field.Text(Fields.Option("--period", "PERIOD", "EDTF; a bare year or month is all of it, an interval includes both ends."), "period"),
                Field.Flag(new Option<bool>("--recoded") { Description = "Only the codebook changed since the value before." }, "recoded"),
                .. Fields.Words(), .. Fields.Source(),
            ],
            "record stance DEU --area oxcgrt:C8 --period 2021 --level 3 --publisher OxCGRT --kind dataset --reliability A --credibility 1"),
    ];

    private static IEnumerable<(string Name, string Command, string Description, Field[] Fields, string Example)> Entries(Workplace place)
    {
        Field[] Dated(params Field[] more) => [Fields.Record(), Fields.On(place), .. more, .. Fields.Words(title: false), .. Fields.Source()];
        var target = Fields.Option("--new-target", "COUNTRY|none", "Whom it is about from then on; none: everybody.");
        return
        [
            ("amend", "amend-policy", "A policy was changed from a date.",
                [
                    Fields.Record(),
                    Field.Text(Fields.Option("--from", "DATE", "The first day of the change, EDTF."), "from"),
                    Field.Text(Fields.Option("--announced", "DATE", "When the change was announced; default: the same day."), "announced"),
                    .. Fields.Value("areas[0]."),
                    new Field(target, "target", parsed => parsed.GetValue(target) is { } to ? AmendedTarget(to) : null),
                    Field.Text(Fields.Option("--effective", "PERIOD", "The whole effective period as it now stands."), "effective"),
                    .. Fields.Words(title: false), .. Fields.Source(),
                ],
                "record amend GBR-2025-asylum-overhaul --from 2026-06-01 --area migration:asylum --direction moreRestrictive --magnitude major " + ASource),
            ("take-effect", "put-policy-into-effect", "A policy's effective date is now known.", Dated(), "record take-effect GBR-2025-asylum-overhaul --on 2026-04-01 " + ASource),
            ("suspend", "suspend-policy", "A policy is not applied from a day on, until resumed.", Dated(), "record suspend GBR-2025-asylum-overhaul --on 2026-07-01 " + ASource),
            ("resume", "resume-policy", "A suspended policy is applied again.", Dated(), "record resume GBR-2025-asylum-overhaul --on 2026-08-01 " + ASource),
            ("end", "end-policy", "A policy or a statement is over.", Dated(Field.Text(Fields.Word<Ending>("--how", "In which way"), "how")), "record end GBR-2025-asylum-overhaul --on 2027-01-01 --how repealed " + ASource),
            ("withdraw-cable", "withdraw-cable", "The issuer took a cable back.", Dated(), "record withdraw-cable USA-2025-cables --on 2026-01-15 " + ASource),
        ];
    }

    private static IEnumerable<(string Name, string Command, string Description, Field[] Fields, string Example)> About(Workplace place)
    {
        Field Entry() => Field.Text(Fields.Option("--entry", "ENTRY", "One entry of the record, for example GBR-2025-x/2. Default: the record itself."), "entry");
        Field Reason() => Field.Text(Fields.Option("--reason", "TEXT", "Why."), "reason");
        return
        [
            ("correct", "correct-record", "A record or an entry misread its source. The first reading stays in the log.",
                [
                    Fields.Record(), Entry(),
                    Field.Items(Fields.Many("--change", "'FIELD: FROM -> TO'", "JSON or text on both sides, nothing where absent; repeat for more."), "changes", ChangeSyntax.Read),
                    Reason(), .. Fields.Source(),
                ],
                "record correct GBR-2025-asylum-overhaul --change 'announced: 2025-11 -> 2025-11-17' --reason \"the date stands in the second paragraph\" " + ASource),
            ("retract", "retract-record", "A record or an entry should never have been there.", [Fields.Record(), Entry(), Reason()], "record retract GBR-2025-asylum-overhaul --entry GBR-2025-asylum-overhaul/2 --reason \"it was about another act\""),
            ("erase", "erase-record", "Erase a record's text. Facts, hashes and answers stay.",
                [Fields.Record(), Field.Text(Fields.Word<ErasureGrounds>("--grounds", "Why, as a code"), "grounds"), Reason()],
                "record erase GBR-2025-asylum-overhaul --grounds courtOrder --reason \"order of 2026-02-01\""),
            ("attach-source", "attach-source", "Another source for a record.",
                [Fields.Record(), Field.Text(Fields.Word<Bearing>("--bearing", "What it says about the record"), "bearing"), .. Fields.Words(title: false), .. Fields.Source("source.")],
                "record attach-source GBR-2025-asylum-overhaul --bearing corroborates " + ASource),
            ("check-source", "check-source", "Somebody looked at a source again. Never changes a stance.",
                [
                    Fields.Record(), Field.Number(Fields.Option("--source", "N", "Which of the record's sources, from 1."), "source"), Fields.On(place),
                    Field.Text(Fields.Word<SourceFinding>("--finding", "What was found"), "finding"),
                    Field.Text(Fields.Option("--sha256", "HEX", "Of the document as found."), "sha256"),
                    .. Fields.Words(title: false),
                ],
                "record check-source GBR-2025-asylum-overhaul --source 1 --finding stillSaysSo"),
        ];
    }

    private static Field Country(string path) => Field.Text(
        new Argument<string?>("jurisdiction") { HelpName = "COUNTRY", Arity = ArgumentArity.ZeroOrOne, Description = "Code or English name." }, path);

    private static System.Text.Json.Nodes.JsonObject AmendedTarget(string to) => to == "none" ? [] : new() { ["jurisdiction"] = to };
}
