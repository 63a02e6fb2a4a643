using System.CommandLine;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Cli.Asking;

/// <summary>Arguments and options that several verbs have, with what completion offers for them.</summary>
internal static class Parameters
{
    public static Argument<string?> OptionalJurisdiction(string description) => new Argument<string?>("jurisdiction")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = description,
        HelpName = "COUNTRY",
    }.Offering(Countries());

    public static Argument<string> RequiredJurisdiction(string description) => new Argument<string>("jurisdiction")
    {
        Description = description,
        HelpName = "COUNTRY",
    }.Offering(Countries());

    public static Argument<string[]> Jurisdictions(string description) => new Argument<string[]>("jurisdictions")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = description,
        HelpName = "COUNTRY",
    }.Offering(Countries());

    public static Option<string?> Area(string description, bool required = false)
    {
        var option = new Option<string?>("--area") { HelpName = "CODEBOOK:AREA", Description = description, Required = required };
        option.CompletionSources.Add(_ => ShippedAreas().Select(area => new System.CommandLine.Completions.CompletionItem(area)));
        return option;
    }

    public static Option<string?> Day(string name, string description) => new(name) { HelpName = "DAY", Description = description };

    /// <summary>A country as an argument of the line.</summary>
    public static Jurisdiction Country(string text) => Jurisdiction.Parse(text, "jurisdiction").OrThrow();

    private static Argument<T> Offering<T>(this Argument<T> argument, IEnumerable<string> words)
    {
        argument.CompletionSources.Add(_ => words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return argument;
    }

    private static IEnumerable<string> Countries() => Jurisdiction.All.Where(j => j.ValidUntil is null).Select(j => j.Code);

    private static IEnumerable<string> ShippedAreas() =>
        ShippedCodebooks.Ids.SelectMany(id => ShippedCodebooks.Of(id).Versions[^1].Areas.Select(area => $"{id}:{area.Area}"));
}
