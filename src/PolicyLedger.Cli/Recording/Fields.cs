using System.CommandLine;
using PolicyLedger.Cables;
using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Recording;

/// <summary>The groups of fields that several commands have.</summary>
internal static class Fields
{
    public static Option<string?> Option(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    /// <summary>An option that takes one of an enum's words.</summary>
    public static Option<string?> Word<T>(string name, string description)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(word => Spelling.Of(word)).ToArray();
        var option = Option(name, "WORD", $"{description}: {string.Join(", ", words)}.");
        option.CompletionSources.Add(words);
        return option;
    }

    public static Field Record() => Field.Text(
        new Argument<string?>("record") { HelpName = "RECORD", Arity = ArgumentArity.ZeroOrOne, Description = "The record's id, for example GBR-2025-asylum-overhaul." }, "record");

    public static Field Id() => Field.Text(Option("--id", "NAME", "The record's name; the country's code is put before it. Default: made of the command id."), "id");

    public static Field Target(Workplace place) => Field.Text(place.Options.Target, "target");

    public static Field On(Workplace place) => Field.Text(place.Options.On, "on");

    /// <summary>An area and its value; <paramref name="within"/> is empty or ends with a dot.</summary>
    public static IEnumerable<Field> Value(string within, bool noData = false)
    {
        var area = Parameters.Area("The area that it is about.");
        yield return Field.Text(area, within + "area");
        yield return Field.Number(Option("--codebook-version", "N", "Of the value. Default: the newest."), within + "codebookVersion");
        yield return Field.Number(Option("--level", "N", "For a level area."), within + "value.level");
        yield return Field.Text(Option("--category", "CODE", "For a category area."), within + "value.category");
        yield return Field.Number(Option("--days", "N", "Beside a category that has a number of days."), within + "value.days");
        yield return Field.Text(Word<Towards>("--direction", "For a direction area"), within + "value.direction");
        yield return Field.Text(Word<Magnitude>("--magnitude", "Only where the source states it"), within + "value.magnitude");
        if (noData)
            yield return Field.Flag(new Option<bool>("--no-data") { Description = "The coder looked and there was nothing to code." }, within + "value.noData");
    }

    public static IEnumerable<Field> Words(bool title = true)
    {
        if (title)
            yield return Field.Text(Option("--title", "TEXT", "In a few neutral words."), "text.title");
        yield return Field.Text(Option("--summary", "TEXT", "In the recorder's own words."), "text.summary");
        yield return Field.Text(Option("--quotation", "TEXT", "The source's own words."), "text.quotation");
        yield return Field.Text(Option("--note", "TEXT", "Anything else."), "text.note");
    }

    /// <summary>One source; several are given by <c>--json</c>.</summary>
    public static IEnumerable<Field> Source(string within = "sources[0].") =>
    [
        Field.Text(Option("--publisher", "TEXT", "Who published the source."), within + "publisher"),
        Field.Text(Option("--source-title", "TEXT", "The source's title."), within + "title"),
        Field.Text(Option("--url", "URL", "The source's address."), within + "url"),
        Field.Text(Word<SourceKind>("--kind", "The source's kind"), within + "kind"),
        Field.Text(Word<Reliability>("--reliability", "Of the source, Admiralty code, F: cannot be judged"), within + "reliability"),
        Field.Number(Option("--credibility", "1-6", "Of the claim, Admiralty code, 6: cannot be judged."), within + "credibility"),
        Field.Text(Option("--source-date", "DATE", "When the source was published, EDTF."), within + "date"),
        Field.Text(Option("--language", "TAG", "Of the source, for example en."), within + "language"),
        Field.Text(Option("--sha256", "HEX", "Of the captured document."), within + "sha256"),
    ];

    public static IEnumerable<Field> Addressing()
    {
        var unidentified = new Option<bool>("--to-unidentified") { Description = "A government that the source does not identify." };
        return
        [
            Field.Items(Many("--to", "COUNTRY", "A host country that the source names; repeat for more."), "addressees", CableSyntax.Host),
            Field.Items(Many("--to-class", "NAME[=A,B]", "A class of countries, with the members that the source names."), "addressees", CableSyntax.Class),
            new Field(unidentified, "addressees", parsed => parsed.GetValue(unidentified) ? CableSyntax.Unidentified() : null),
            Field.Items(Many("--instruct", "WORD", $"What the embassies are told to do: {string.Join(", ", Enum.GetValues<Instruction>().Select(i => Spelling.Of(i)))}."), "instructions", text => text),
            Field.Items(Many("--ask", "AREA=DIRECTION", "What the hosts are asked for; repeat for more."), "asks", CableSyntax.Ask),
        ];
    }

    public static Option<string[]> Many(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
