using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Log;

/// <summary>The folded streams that decisions look at, and what the decisions before them leave of these.</summary>
internal sealed class OpenStates(Dictionary<Jurisdiction, CountryState> countries, Dictionary<string, BookState> books)
{
    private CodebookShelf? shelf;

    public IReadOnlyDictionary<Jurisdiction, CountryState> Countries => countries;

    public IReadOnlyDictionary<string, BookState> Books => books;

    /// <summary>The codebooks for a decision, with those that the program ships and that are adopted with it.</summary>
    public CodebookShelf Shelf(Command command, out List<string> adopted)
    {
        adopted = [];
        var there = shelf ??= CodebookShelf.Of(books.Values.Select(book => book.Shelf));
        if (command is not CountryCommand country)
            return there;
        foreach (var codebook in country.AreasUsed.Select(area => area.Codebook).Distinct())
        {
            if (there.Has(codebook) || !ShippedCodebooks.Has(codebook))
                continue;
            there = ShippedCodebooks.Events(codebook).Aggregate(there, (s, e) => s.With(e.Event, long.MaxValue));
            adopted.Add(codebook);
        }

        return there;
    }

    /// <summary>Goes on to the state after an event that is going to be appended.</summary>
    public void Apply(RecordedEvent made)
    {
        if (made.Event is RecordEvent about)
        {
            countries[about.Record.Jurisdiction] = CountryState.Evolve(countries[about.Record.Jurisdiction], made);
            return;
        }

        var codebook = made.Stream[Streams.CodebookPrefix.Length..];
        books[codebook] = books[codebook].With(made);
        shelf = null;
    }
}
